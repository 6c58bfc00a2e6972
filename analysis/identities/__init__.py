"""Who is the same speaker in all articles of a corpus: names in, one name for each speaker out."""

from analysis.identities.aliases import SpeakerAliases, read_speaker_aliases
from analysis.identities.merging import Identities, NameUse, SpeakerForm, identify_speakers
from analysis.identities.names import find_first_names, find_given_acronyms
from analysis.identities.words import read_speaker_words

__all__ = [
    "Identities",
    "NameUse",
    "SpeakerAliases",
    "SpeakerForm",
    "find_first_names",
    "find_given_acronyms",
    "identify_speakers",
    "read_speaker_aliases",
    "read_speaker_words",
]
