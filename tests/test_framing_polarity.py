"""Polarity on sentences of news English, each written for this test; `*` stands before the term's word."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from analysis.framing.polarity import ASSERTED, Reading, find_polarity
from analysis.framing.polarity_rules import PolarityRules, read_polarity_rules, shipped_polarity_rules
from analysis.parsing import as_parsed
from analysis.records import Polarity

SENTENCES: dict[Polarity, tuple[str, ...]] = {
    "negated": (
        "No *hostages were freed.",
        "The ship never *arrived.",
        "Talks broke up without *agreement.",
        "The report cleared the officer of *fraud.",
        "No one was *injured.",
        "There were no immediate reports of *casualties.",
        "He did not order the *evacuation.",
        "The army has yet to *withdraw.",
        "The team failed to *qualify.",
        "The police have made no *arrests.",
        "I don't believe he *lied.",
        "The firm is not *liable.",
        "Not everybody was *evacuated.",
        "The deal fell short of a *ceasefire.",
        "The government's claim of a *famine is untrue.",
        "It is not true that the army *retreated.",
        "No charges were filed and no *apology was offered.",
        "Officials vowed no *surrender.",
        "The group said it would never *surrender.",
        "Leaders insisted the town will not *surrender.",
        "Neither *surrender nor exile was discussed.",
        "The army entered the town without *displacing anyone.",
        "There is no *famine in the province, the minister said.",
        "No *ceasefire was reached on Friday.",
        "The report found no evidence of *genocide.",
        "Nobody wants to *surrender.",
        "Nobody said there was a *famine.",
        "I am not saying that this is *genocide.",
        "There is no such thing as a *genocide here.",
        "The court acquitted him of *genocide.",
        "They failed to *disarm the militia.",
        "The government has no plans to *relocate the villagers.",
        "The ministry did not call for a *ceasefire.",
        "The talks ended without a *ceasefire.",
        "A *ceasefire has not been announced.",
        "It hardly amounts to *genocide.",
        "I do not think that they will *surrender.",
        "The mayor said there would be no *evacuation of the old town.",
        "Not a single *hostage was freed.",
        "No Palestinians should be *displaced, the minister said.",
        "The two sides have not yet agreed on a *ceasefire.",
        "The army did not *relocate anyone, according to a spokesman.",
        "None of the villages was *evacuated.",
        "Nothing has been *negotiated so far.",
        "The committee stopped short of a *boycott.",
        "“We won't *surrender,” the mayor said.",
        "“We don’t want a *war,” he said.",
        "There was little sign of *surrender in the city.",
        "He vowed never to *surrender.",
        "The council was unable to *agree on sanctions.",
        "It was not a *massacre, the spokesman insisted.",
        "Lawmakers failed to pass the *sanctions.",
        "The lack of a *ceasefire worries donors.",
        "They would not *surrender or disarm.",
        "They would not surrender or *disarm.",
        "Nor did the government *apologise.",
        "Neither side has *apologised.",
        "The judge found no *violation of the law.",
        "Hamas has shown no willingness to *disarm.",
        "The president never *threatened the neighbours.",
        "Residents said they had not been *evacuated before the flood.",
        "The inquiry cleared the officers and found that no *crime had been committed.",
        "Hamas's deputy leader said on Tuesday that the movement would not *disarm under any circumstances.",
        "“There is no *famine in Gaza,” the prime minister's office said in a statement.",
        "Officials in Beirut said no *ceasefire agreement had been signed.",
        "The general said his troops had never *targeted civilians.",
        "A week of talks ended without a *deal, two diplomats told the agency.",
        "The two leaders could not *agree on a timetable.",
        "Neither the White House nor the Pentagon *confirmed the strike.",
        "The residents have nowhere to go and cannot *evacuate.",
        "He said there had been no *genocide.",
        "No *hostages were released on Saturday, despite earlier hopes.",
        "The proposal does not include *disarmament.",
        "The army said it was not *besieging the hospital.",
        "Not one *hostage has come home since May.",
    ),
    "rejected": (
        "The agency wants the *siege to be lifted.",
        "We are against the *merger.",
        "Residents came out against the *closure.",
        "The senate voted down the *tariff.",
        "Opponents of the *pipeline filled the hall.",
        "The union poured cold water on a *settlement.",
        "She brushed aside talk of *resignation.",
        "The minister dashed hopes of a tax *cut.",
        "The court struck down the *ban.",
        "A judge threw out the *lawsuit on Friday.",
        "The board torpedoed the *takeover.",
        "The government has ditched the *levy.",
        "The club has ruled itself out of a *bid.",
        "The coach laughed off suggestions of a *transfer.",
        "There is fierce opposition on the council to the *bypass.",
        "The backlash against *privatisation has spread.",
        "Farmers have vowed to fight the *levy.",
        "Parents are campaigning to stop the *closure.",
        "The group went to court to block the *eviction.",
        "The *withdrawal was rejected by the cabinet.",
        "The proposal for a *curfew was shot down.",
        "The chancellor has resisted pressure to *devalue.",
        "They have turned their backs on *compromise.",
        "*Expulsion is not on the table.",
        "He walked away from the *deal.",
        "The company backed out of the *merger.",
        "The ministry disputed that there had been a *leak.",
        "The ministry disputed claims of a *massacre.",
        "The general dismissed reports of a *mutiny as fantasy.",
        "The police denied any *wrongdoing.",
        "It denied having *displaced anyone.",
        "Volunteers prevented the *eviction of a tenant.",
        "The government banned *protests in the capital.",
        "The premier is refusing to *apologise.",
        "His refusal to *apologise angered voters.",
        "The bishops are resistant to *reform.",
        "A moratorium on *drilling was announced.",
        "He vetoed the *budget.",
        "Say no to *fracking, the banner read.",
        "The commander ruled out *surrender.",
        "*Surrender is not an option, he told reporters.",
        "The army denied *displacing residents.",
        "The militia refused to *disarm.",
        "Egypt rejected any *transfer of residents.",
        "Egypt has rejected plans to *displace residents.",
        "The *transfer of residents was rejected by neighbouring states.",
        "The minister denied that the army was *displacing families.",
        "*Displacement is off the table, diplomats said.",
        "Aid workers warned against the *relocation of patients.",
        "The mediators are working to prevent *famine.",
        "They fled rather than *surrender.",
        "The plan met opposition to *relocation from neighbours.",
        "Rights groups called for an end to the *siege.",
        "The envoy demanded that Israel lift the *siege.",
        "A *ceasefire, which the group has rejected, was proposed again.",
        "The refusal to *disarm angered mediators.",
        "The prime minister dismissed talk of *annexation.",
        "The rebels rejected the demand to *disarm.",
        "The union voted against the *merger.",
        "Brussels opposes any *annexation of the valley.",
        "The council refused to allow the *evacuation of patients.",
        "Iran has repeatedly denied seeking a nuclear *weapon.",
        "The firm denies that it *polluted the river.",
        "The court barred the state from *deporting the family.",
        "Officials rejected accusations of *genocide.",
        "The spokesman denied allegations of *torture.",
        "The bill would ban *deportation.",
        "The governor vetoed the *sanctions.",
        "*Annexation would be unacceptable, the envoy said.",
        "A *transfer is out of the question for Cairo.",
        "He resisted calls to *resign.",
        "He is opposed to *deportation.",
        "The talks averted a *strike.",
        "Instead of *surrendering, the rebels dug in.",
        "The senator said no to a *war.",
        "Hamas must end the *siege, he said.",
        "Doctors demand that the *blockade be lifted.",
        "Egypt and Jordan have repeatedly rejected the forced *displacement of Palestinians.",
        "The foreign ministry in Cairo reiterated its rejection of any *displacement of the population.",
        "Israel denies *starving civilians and blames the militants.",
        "Israel has denied accusations of *genocide, calling them absurd.",
        "Saudi Arabia voiced its opposition to the *displacement of Gazans.",
        "Thousands marched in London to protest against the *war.",
        "The prime minister, who opposes a two-state *solution, flew home.",
        "The military ruled out a full *withdrawal from the corridor.",
        "The king said *displacement was a red line.",
        "The envoy warned against *annexation of the valley.",
        "Doctors called for the *blockade to be lifted.",
        "The refusal of the group to *disarm has stalled the talks.",
        "The minister dismissed the idea of a *ceasefire.",
        "He denied any plan to *relocate the population.",
    ),
    "demanded": (
        "Protesters took to the streets to demand an *inquiry.",
        "Rights groups renewed calls for a *ceasefire.",
        "The town needs a new *hospital.",
        "Teachers are striking for a pay *rise.",
        "Pressure is mounting on the minister to *resign.",
        "The court ordered the state to *release the prisoners.",
        "The resolution calls on both sides to *disarm.",
        "It is vital that aid *reaches the camp.",
        '"We need *peace," she said.',
        "The government must *apologise, the panel found.",
        "The opposition insisted on an *audit.",
        "A petition for the *release of the singer drew a million names.",
        "The commission recommended the *dissolution of the unit.",
        "Residents were told to *evacuate.",
        "Protesters demanded a *ceasefire.",
        "The pope called for a *ceasefire on Sunday.",
        "The group must *disarm, the president said.",
        "Washington presses for a *ceasefire.",
        "He urged both sides to *negotiate.",
        "The resolution calls on the militia to *disarm.",
        "The army ordered residents to *relocate.",
        "Calls for a *ceasefire grew louder.",
        "Ministers demanded that the militia *disarm within a week.",
        "The group has to *disarm before talks start.",
        "Their *surrender demand was repeated.",
        "A *ceasefire is urgently needed, the agency said.",
        "The UN secretary general appealed for a *truce.",
        "Pressure is growing on the general to *surrender.",
        "Israel should *withdraw, the court ruled.",
        "Families of the captives pleaded for their *release.",
        "Residents were told to *evacuate on Sunday.",
        "The villagers were ordered to *leave.",
        "The treaty requires both sides to *disarm.",
        "The army issued *evacuation orders for three districts.",
        "Demands for *accountability grew.",
        "The resolution, which calls for an immediate *ceasefire, passed.",
        "The senator insisted on a *withdrawal.",
        "Critics said the president needs to *apologise.",
        "The activists asked the state to *investigate.",
        "The army warned residents to *evacuate.",
        "A *truce is essential, the agency said.",
        "The families of hostages demanded an immediate *ceasefire.",
        "World leaders urged Israel to *negotiate an end to the war.",
        "The Security Council adopted a resolution demanding an immediate *ceasefire.",
        "Israel insists that Hamas must *disarm as part of any deal.",
        "The army issued new orders for residents to *evacuate the eastern districts.",
        "Pope calls for *ceasefire in Christmas message",
        "UN urges *ceasefire as toll climbs",
        "Hamas should *surrender and release the hostages, the minister told parliament.",
        "Hamas should surrender and *release the hostages, the minister told parliament.",
        "Leaflets told people to *flee south.",
        "Mediators are pressing Israel to accept a *ceasefire.",
        "Human rights groups have called for an independent *investigation.",
        "The United States is pushing for a *truce before the holiday.",
    ),
    "hypothetical": (
        "The cabinet is weighing a *withdrawal.",
        "Fears of a *recession are growing.",
        "The firm could *collapse.",
        "The two sides hope to *agree by spring.",
        "The army threatened to *invade.",
        "They plan to *strike on Monday.",
        "The company promised a *refund.",
        "The risk of *famine is rising.",
        "An *evacuation is planned for Sunday.",
        "The *merger, if approved, would create a giant.",
        "Will the mayor *resign?",
        "The parties agreed to *disarm.",
        "The prospect of a *default spooked markets.",
        "The union is ready to *strike.",
        "The army bombed the road in order to *displace the villagers.",
        "The deal would *displace thousands of people.",
        "If the fighters *surrender, they will be spared.",
        "The cabinet discussed a plan to *displace the residents.",
        "The army moved in with the aim of *transferring the population.",
        "The cabinet threatened to *relocate the residents.",
        "A *ceasefire could begin on Sunday.",
        "Mediators hope for a *ceasefire.",
        "A possible *ceasefire was discussed.",
        "Will the rebels *surrender?",
        "The agency warned of *famine.",
        "Fears of *famine are growing.",
        "Mediators submitted a new *ceasefire proposal.",
        "The region is on the brink of *famine.",
        "It is unclear whether the rebels will *surrender.",
        "The envoy came to *negotiate.",
        "The rebels are ready to *disarm.",
        "The government did not rule out a *transfer.",
        "The bid to *crush the rebellion began in May.",
        "Such a policy may amount to *genocide.",
        "Unless the militia *disarms, the war goes on.",
        "The *ceasefire is expected to begin on Monday.",
        "It is time to *negotiate, and the two sides must compromise.",
        "The proposed *deportation of migrants drew anger.",
        "The cabinet may vote on *annexation next week.",
        "The general is considering a *withdrawal.",
        "The group said it was ready to *negotiate.",
        "The two sides are close to a *truce, mediators said.",
        "Hopes for a *truce faded.",
        "Trump threatened to *deport millions.",
        "The president plans to *annex the valley and expel its residents.",
        "The president plans to annex the valley and *expel its residents.",
        "He said the army would *evacuate the town.",
        "Analysts fear that the war could cause a *famine.",
        "Mediators are trying to broker a *truce.",
        "The deal, if approved, would see the *release of ten captives.",
        "A *truce might follow.",
        "Should the rebels *surrender, they would be spared.",
        "Is this *genocide?",
        "The talks aim at a lasting *truce.",
        "The risk of *famine is growing, the agency said.",
        "The army prepared for an *invasion of the south.",
        "A plan for the *relocation of the embassy leaked.",
        "The envoy raised the prospect of a *withdrawal.",
        "He promised to *crush the rebels.",
        "The ministry has proposed *relocating the camp.",
        "Perhaps the rebels *surrendered, he said.",
        "A *truce is possible, the envoy said.",
        "It is possible that the rebels will *surrender.",
        "In the event of an *invasion, schools will close.",
        "The army is expected to *withdraw soon.",
        "The island fears an *invasion.",
        "The general vowed to *annihilate the enemy.",
        "It would be *genocide, he warned.",
        "The army wanted to force residents to *flee.",
        "Israel is planning to *relocate hundreds of thousands of people to the south.",
        "The defence minister instructed the army to prepare a plan for the *transfer of residents.",
        "Under the proposal, ten hostages would be *released in the first week.",
        "Trump said he was optimistic that a *ceasefire could be reached within a week.",
        "Aid agencies warn of imminent *famine in the north.",
        "The prime minister vowed to *eliminate the group.",
        "Israel threatens to *annex parts of the strip",
        "Mediators hope a *truce will take hold by Friday.",
        "Israel mulls *annexation of West Bank areas",
        "The camp is intended to *displace people from the north, critics say.",
        "Analysts said the move could amount to ethnic *cleansing.",
        "The talks are aimed at securing a *ceasefire.",
        "Negotiators said an *agreement was within reach.",
        "If no deal is reached, the army will *invade the city.",
        "It is not clear whether the group will *disarm.",
        "A senior official raised the possibility of *exile for the group's leaders.",
        "Fears grow of mass *displacement",
        "The bill aims to *deport families of attackers.",
        "Can diplomacy bring a *ceasefire?",
    ),
    "asserted": (
        "The council tried to keep *refugees from the town.",
        "He promised to wash the feet of *prisoners.",
        "Volunteers hope to interview *protesters at the gate.",
        "Lawyers considered the order *illegal.",
        "The rate of *unemployment, which has declined, is a worry.",
        "The army achieved its goal of *disarming the militia.",
        "She kept her promise to *resign.",
        "The minister should be punished for *corruption.",
        "He must answer for the *massacre.",
        "The *evacuation ended on Sunday.",
        "The army condemned the *massacre.",
        "No one doubts there was a *massacre.",
        "The *ceasefire held overnight despite no monitors.",
        "The town *surrendered without a fight.",
        "They did not forget the *famine.",
        "The *war that nobody wanted began at dawn.",
        "Not only did the dam *burst, it took the bridge.",
        "The committee will discuss the *evacuation on Friday.",
        "The minister did not mention the *killings.",
        "The militants would not say who ordered the *attack.",
        "Police arrested ten *protesters who refused to leave.",
        "The *siege has not broken the city.",
        "After the *surrender, nobody celebrated.",
        "There is no doubt that the *genocide happened.",
        "He never recovered from the *assault.",
        "Families *displaced by the flood cannot return.",
        "The firm will not appeal against the *conviction.",
        "Without power since the *bombing, the clinic closed.",
        "The judge did not accept that the *killing was an accident.",
        "He is one of the few who survived the *massacre.",
        "He had no comment on the *resignation.",
        "They *blame the rebels, not the army.",
        "He once *surrendered to the rebels.",
        "The group took responsibility for the *massacre.",
        "The pressure on the *militants grew.",
        "She spoke of the conditions of her *captivity.",
        "The *ceasefire talks resumed in Cairo.",
        "The two leaders met to discuss a *truce.",
        "The two sides are discussing a 60-day *truce.",
        "We are going to *defeat them, the general said.",
        "The court found the army to be *responsible.",
        "The commander is believed to have *surrendered.",
        "The garrison *surrendered at dawn.",
        "Thousands of people were *displaced by the fighting.",
        "The *ceasefire did not hold for a day.",
        "The *siege was not lifted.",
        "They were forced to *relocate twice.",
        "The war not only *displaced thousands but also ruined the economy.",
        "There is no doubt that *famine has arrived.",
        "The officials agreed to a *ceasefire on Monday.",
        "He could not sleep because the *siege went on.",
        "Witnesses said that families were *displaced in the night.",
        "The army began to *displace families.",
        "Families *displaced by the war would return next year.",
        "The *blockade has made life impossible, critics say.",
        "He did not attend, but the garrison *surrendered.",
        "The president condemned the *genocide.",
        "They would leave after the *ceasefire collapsed.",
        "The rebels *surrendered to avoid more deaths.",
        "The strikes continued despite the *ceasefire.",
        "The army *withdrew on Monday because talks could not continue.",
        "The *siege, which began in March, has killed hundreds.",
        "She said the army had *displaced her family twice.",
        "The rebels who *surrendered will not be punished.",
        "The minister resigned after the *massacre.",
        "The rebels did not respond after the *massacre.",
        "The *war would end if both sides agreed.",
        "Hundreds fled the *siege.",
        "The *ceasefire, which began in May, collapsed.",
        "They managed to *evacuate the hospital.",
        "Officials admitted the *massacre.",
        "The *occupation must end.",
        "Hundreds were *evacuated, though the governor would not say where.",
        "The deal was signed, but the *siege goes on.",
        "Police said they had *arrested the man, who denied the charge.",
        "The *famine could spread to the south.",
        "The country has no choice, and the rebels *surrendered.",
        "The report did not mention the *massacre.",
        "No wonder the rebels *surrendered.",
        "No fewer than ten people were *displaced.",
        "He had no longer been a *hostage of his party.",
        "The *war has not ended.",
        "Not until June did the rebels *surrender.",
        "As the minister denied everything, the army *evacuated the town.",
        "The group accused the army of *displacing families.",
        "The forced *displacement of families is a crime.",
        "The mediators, who hope for progress, announced a *truce.",
        "The war has *displaced nearly the entire population of the strip.",
        "More than 90 percent of the population has been *displaced, often twice, according to the United Nations.",
        "Israel's *blockade has caused shortages of food and medicine, aid groups say.",
        "A UN inquiry concluded that Israel had committed *genocide.",
        "South Africa accused Israel of *genocide at the world court.",
        "The *ceasefire collapsed in March when Israel resumed strikes.",
        "Thousands of families *fled the eastern neighbourhoods overnight.",
        "The two-month *siege has not been eased, residents said.",
        "He said the *occupation was the root of the conflict.",
        "Israel says the military *pressure brought the group to the table.",
        "The sides agreed on a three-stage *ceasefire in January.",
        "Hospitals run out of fuel as the *blockade enters its third month",
        "After months of *siege, the city fell.",
        "The army, which has not commented, *evacuated two outposts.",
        "Families were forced to *flee again when the shelling resumed.",
        "The group has held the *hostages since October.",
        "The group, which denies the charges, *abducted ten people.",
        "She lost two sons in the *massacre and does not sleep.",
        "Israel would face sanctions because of its *blockade.",
        "Despite the *truce, the army said it would not withdraw.",
    ),
}

KNOWN_GAPS: tuple[tuple[Polarity, str, str], ...] = (
    ("rejected", "The veto killed the rent *freeze.", "killing a plan and killing a person are not told apart"),
    ("hypothetical", "If the dam *bursts, the valley will flood.", "the model takes bursts for a noun"),
    ("negated", "The ministry had no information about an *evacuation.", "no passes through few prepositions"),
    ("demanded", "The party wants talks and demands that the minister *resign.", "the model takes resign for a noun"),
)

VOCAB = spacy.blank("en").vocab


def read(marked: str, *, lack: bool = False, n_words: int = 1) -> Reading:
    """The polarity of the word behind `*` (and those after it) in a sentence."""
    at = marked.index("*")
    parsed = as_parsed(marked.replace("*", "", 1))
    (term,) = (token.i for token in parsed.doc if token.idx == at)
    (sentence,) = (s for s in parsed.sentences if s.start_i <= term < s.end_i)
    return find_polarity(parsed.span(sentence), range(term, term + n_words), lack=lack)


@pytest.mark.parametrize(
    ("sentence", "expected"), [(sentence, polarity) for polarity, table in SENTENCES.items() for sentence in table]
)
def test_polarity_of_news_sentences(sentence: str, expected: Polarity) -> None:
    reading = read(sentence)
    assert reading.polarity == expected
    assert (reading.cue is None) == (expected == "asserted")


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("They will never *surrender.", "never"),
        ("The commander ruled out *surrender.", "ruled out"),
        ("The militia refused to *disarm.", "refused to"),
        ("The pope called for a *ceasefire.", "called for"),
        ("The cabinet discussed a plan to *displace the residents.", "plan to"),
        ("The government did not rule out a *transfer.", "not rule out"),
        ("Egypt has rejected plans to *displace residents.", "rejected plans to"),
        ("He doesn’t *surrender.", "n’t"),
        ("They fled rather than *surrender.", "rather than"),
        ("*Surrender is not an option.", "not option"),
        ("Will the rebels *surrender?", "?"),
    ],
)
def test_the_cue_is_told_in_the_sentence_s_own_words(sentence: str, cue: str) -> None:
    assert read(sentence).cue == cue


@pytest.mark.parametrize(
    ("inner_first", "expected"),
    [
        ("They would refuse to *surrender.", "rejected"),
        ("They demanded that the army not *displace families.", "negated"),
        ("The army threatened to reject the *truce.", "rejected"),
        ("They must never *surrender.", "negated"),
        ("If they did not *surrender, they would die.", "negated"),
        ("They would have to *disarm.", "demanded"),
        ("Nobody called for a *truce.", "negated"),
        ("The group rejected calls for a *truce.", "rejected"),
        ("The council did not reject the *truce.", "hypothetical"),
    ],
)
def test_the_innermost_cue_decides_unless_it_is_denied(inner_first: str, expected: Polarity) -> None:
    assert read(inner_first).polarity == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "No *food aid entered the town.",
        "The town went without *food aid for weeks.",
        "The families did not get *food aid.",
        "A lack of *food aid killed many.",
    ],
)
def test_the_absence_of_a_good_that_is_lacking_stays_asserted(sentence: str) -> None:
    assert read(sentence, lack=True, n_words=2) == ASSERTED
    assert read(sentence, n_words=2).polarity == "negated"


def test_a_refusal_of_a_good_that_is_lacking_is_told() -> None:
    assert read("The army refused to allow *food aid.", lack=True, n_words=2).polarity == "rejected"


@pytest.mark.parametrize(("expected", "sentence", "reason"), KNOWN_GAPS)
def test_known_gaps(expected: Polarity, sentence: str, reason: str, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    assert read(sentence).polarity == expected


def tokens_only(*words: str) -> Doc:
    return Doc(VOCAB, words=list(words), lemmas=[word.lower() for word in words])


@pytest.mark.parametrize(
    ("words", "term", "expected"),
    [
        (("No", "surrender"), 1, "negated"),
        (("without", "any", "surrender"), 2, "negated"),
        (("surrender", "now"), 0, "asserted"),
        (("not", "now", ",", "surrender"), 3, "asserted"),
        (("not", "now", "but", "surrender"), 3, "asserted"),
        (("not", "only", "surrender"), 2, "asserted"),
        (("would", "surrender"), 1, "hypothetical"),
        (("must", "surrender"), 1, "demanded"),
        (("reject", "surrender"), 1, "rejected"),
        (("no", "a", "b", "c", "d", "e", "surrender"), 6, "asserted"),
    ],
)
def test_without_a_parse_the_words_before_decide(words: tuple[str, ...], term: int, expected: Polarity) -> None:
    doc = tokens_only(*words)
    assert find_polarity(doc[:], [term]).polarity == expected


def parsed_by_hand(words: str, heads: list[int], deps: str, tags: str) -> Doc:
    pos = {"NN": "NOUN", "VB": "VERB", "VBD": "VERB", "MD": "AUX", "RB": "ADV", "TO": "PART", "DT": "DET", "IN": "ADP"}
    tag_list = tags.split()
    return Doc(
        VOCAB,
        words=words.split(),
        heads=heads,
        deps=deps.split(),
        tags=tag_list,
        pos=[pos[tag] for tag in tag_list],
        lemmas=[word.lower() for word in words.split()],
    )


def test_grammar_not_nearness_decides() -> None:
    """In "not talk surrender now" (talk negated, surrender beside it) the negation is no neighbour's."""
    deps = "nsubj neg ROOT advcl"
    doc = parsed_by_hand("they not talk surrender", [2, 2, 2, 2], deps, "NN RB VBD VBD")
    assert find_polarity(doc[:], [3]) == ASSERTED
    assert find_polarity(doc[:], [2]).polarity == "negated"


def test_words_of_the_term_itself_are_no_cues() -> None:
    doc = parsed_by_hand("they refuse to negotiate", [1, 1, 3, 1], "nsubj ROOT aux xcomp", "NN VBD TO VB")
    assert find_polarity(doc[:], [1, 2, 3]) == ASSERTED
    assert find_polarity(doc[:], [3]).polarity == "rejected"


def test_no_before_a_noun_inside_a_gap_is_a_cue() -> None:
    doc = parsed_by_hand("shells kill no people", [1, 1, 3, 1], "nsubj ROOT det dobj", "NN VBD DT NN")
    assert find_polarity(doc[:], [1, 3]).polarity == "negated"


@pytest.fixture(scope="module")
def rules() -> PolarityRules:
    return shipped_polarity_rules()


def test_the_rules_name_their_words_in_lower_case(rules: PolarityRules) -> None:
    cues = [lemma for cues in (rules.verbs, rules.nouns, rules.adjectives) for lemma, _ in cues]
    assert len(cues) > 400
    assert all(lemma == lemma.lower() for lemma in cues)


def test_a_cue_listed_for_two_effects_is_told(tmp_path: Path) -> None:
    from analysis.checked_yaml import CheckedFileError
    from analysis.framing.polarity_rules import RULES

    path = tmp_path / "polarity.yaml"
    content = RULES.read_text(encoding="utf-8").replace("object: [lack]", "object: [lack, reject]")
    path.write_text(content, encoding="utf-8")
    line = content[: content.index("object: [lack, reject]")].count("\n") + 1
    with pytest.raises(CheckedFileError, match=rf"polarity\.yaml:{line}: 'reject object' as negated, but also as"):
        read_polarity_rules(path)
