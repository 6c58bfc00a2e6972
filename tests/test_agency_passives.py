"""Passives: the participle, its auxiliary, who undergoes it, and who is told to do it. All sentences are invented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.agency import find_passives, read_agency_rules
from analysis.checked_yaml import CheckedFileError
from analysis.parsing import as_parsed

PROJECT = Path(__file__).resolve().parents[1]

PASSIVES = [
    # Be passives, in every tense and mood
    ("The bridge was shelled by rebels.", [("shelled", "be", "bridge", "rebels")]),
    ("Six villagers were killed on Friday.", [("killed", "be", "villagers", None)]),
    ("The town is being starved by the army.", [("starved", "be", "town", "army")]),
    ("The family must have been killed.", [("killed", "be", "family", None)]),
    ("Thousands have been displaced.", [("displaced", "be", "Thousands", None)]),
    ("The villagers are to be displaced next week.", [("displaced", "be", "villagers", None)]),
    ("The prisoners expect to be released.", [("released", "be", "prisoners", None)]),
    ("The convoy had never been attacked before.", [("attacked", "be", "convoy", None)]),
    ("The men seem to have been abducted by smugglers.", [("abducted", "be", "men", "smugglers")]),
    ("The mayor, who was arrested by police, denied it.", [("arrested", "be", "mayor", "police")]),
    # Get passives
    ("The driver got shot by a guard.", [("shot", "get", "driver", "guard")]),
    ("Two reporters got arrested on Monday.", [("arrested", "get", "reporters", None)]),
    # Joined participles
    ("Dozens were killed and wounded.", [("killed", "be", "Dozens", None), ("wounded", "be", "Dozens", None)]),
    (
        "The men were beaten and robbed by guards.",
        [("beaten", "be", "men", "guards"), ("robbed", "be", "men", "guards")],
    ),
    # Reduced participles
    ("People displaced by the war returned.", [("displaced", "reduced", "People", "war")]),
    ("The man shot on Sunday has died.", [("shot", "reduced", "man", None)]),
    ("Surrounded by troops, the garrison gave up.", [("Surrounded", "reduced", "garrison", "troops")]),
    ("Surrounded, the garrison gave up.", [("Surrounded", "reduced", "garrison", None)]),
    ("Six killed in raid on camp", [("killed", "reduced", "Six", None)]),
    ("Mayor arrested in Norvik", [("arrested", "reduced", "Mayor", None)]),
    # By-phrases that name no doer
    ("The road will be reopened by Friday.", [("reopened", "be", "road", None)]),
    ("The budget was cut by 10 percent.", [("cut", "be", "budget", None)]),
    ("The refugees were moved by train.", [("moved", "be", "refugees", None)]),
    ("The gate was opened by accident.", [("opened", "be", "gate", None)]),
    ("The letters were written by hand.", [("written", "be", "letters", None)]),
    ("The votes were counted by midnight.", [("counted", "be", "votes", None)]),
    ("The parcel was brought by train to the depot by soldiers.", [("brought", "be", "parcel", "soldiers")]),
    ("The boy was shot by two of the guards.", [("shot", "be", "boy", "two")]),
    # No passives
    ("A wounded man sat by the road.", []),
    ("The depot is located near the port.", []),
    ("Ada Lund is concerned about the siege.", []),
    ("The soldiers had left the village.", []),
    ("The army killed six people.", []),
    ("She was tired and worried.", []),
    ("The convoy has gone.", []),
    ("They wounded ten and fled.", []),
]


@pytest.mark.parametrize(("text", "expected"), PASSIVES, ids=[text for text, _ in PASSIVES])
def test_find_passives(text, expected):
    doc = as_parsed(text).doc
    found = [
        (p.verb.text, p.kind, p.subject.text if p.subject else None, p.agent.text if p.agent else None)
        for sentence in doc.sents
        for p in find_passives(sentence)
    ]
    assert found == expected


def test_shared_auxiliary_is_told():
    first, second = find_passives(as_parsed("Dozens were killed and wounded.").doc[:])
    assert (first.shares_auxiliary, second.shares_auxiliary) == (False, True)
    assert first.auxiliary is not None
    assert second.auxiliary is not None
    assert first.auxiliary.i == second.auxiliary.i
    assert first.is_agentless


def test_rules_name_every_mistake_with_its_line(tmp_path):
    text = (PROJECT / "data" / "rules" / "agency.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "agency.yaml"
    broken.write_text(
        text.replace("starvation, malnutrition", "starvation, death").replace("weak: [attack,", "weak: [sing, attack,"),
        encoding="utf-8",
    )
    with pytest.raises(CheckedFileError) as raised:
        read_agency_rules(broken)
    messages = [problem.message for problem in raised.value.problems]
    assert any("'death' for the second time" in message for message in messages)
    assert any("'sing'" in message for message in messages)
    assert all(problem.place.isdigit() and int(problem.place) > 1 for problem in raised.value.problems)


def test_a_broken_mask_is_refused(tmp_path):
    text = (PROJECT / "data" / "rules" / "agency.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "agency.yaml"
    broken.write_text(text.replace("- walking dead", "- walking (dead"), encoding="utf-8")
    with pytest.raises(CheckedFileError, match="never closed"):
        read_agency_rules(broken)


TREEBANK = """\
# newdoc id = made_up
# newpar
1\tTwo\ttwo\tNUM\tCD\t_\t2\tnummod\t_\t_
2\tmen\tman\tNOUN\tNNS\t_\t4\tnsubj:pass\t_\t_
3\twere\tbe\tAUX\tVBD\t_\t4\taux:pass\t_\t_
4\tarrested\tarrest\tVERB\tVBN\tVoice=Pass\t0\troot\t_\t_
5\tby\tby\tADP\tIN\t_\t6\tcase\t_\t_
6\tguards\tguard\tNOUN\tNNS\t_\t4\tobl:agent\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tdepot\tdepot\tNOUN\tNN\t_\t6\tnsubj:pass\t_\t_
3-4\twasn't\t_\t_\t_\t_\t_\t_\t_\t_
3\twas\tbe\tAUX\tVBD\t_\t6\taux:pass\t_\t_
4\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_
5\tever\tever\tADV\tRB\t_\t6\tadvmod\t_\t_
6\tshelled\tshell\tVERB\tVBN\tVoice=Pass\t0\troot\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

"""


def test_benchmark_counts_end_to_end(tmp_path):
    treebank = tmp_path / "made_up.conllu"
    treebank.write_text(TREEBANK, encoding="utf-8")
    script = PROJECT / "benchmarks" / "passives.py"
    shown = subprocess.run(
        [sys.executable, str(script), str(treebank), "--resamples", "20"], capture_output=True, text=True, check=True
    )
    lines = {line[:28].strip(): line for line in shown.stdout.splitlines()}
    assert "(2 right of 2 found, 2 gold)" in lines["be/get passives"]
    assert "(1 right of 1 found, 1 gold)" in lines["agentless"]
    assert "(1 right of 1 found, 1 gold)" in lines["with an agent"]
