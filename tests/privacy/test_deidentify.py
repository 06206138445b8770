"""What the de-identifier hides, asks about and leaves alone, rule by rule."""

import re
import subprocess
import sys
import unicodedata

import pytest

from bot.privacy.deidentify import Deidentifier, Label, Person
from bot.privacy.found import Answers
from bot.privacy.phrases import Noun, noun_of

ROSTER = (
    Person("Priya Raghunathan", "Principal Social Worker"),
    Person("Gareth Llewellyn", "Direct Payments Manager"),
    Person("Robert Page", "Team Manager"),
    Person("Joanna Stebbings", "Senior Practitioner"),
    Person("Anil Kapoor", "Senior Practitioner"),
    Person("Cllr Folake Oyelaran", "Portfolio Holder for Adults"),
    Person("Babatunde Okafor", "Performance Manager"),
    Person("Helen Marsden", "Chief Executive"),
    Person("Mark Bolton", "Head of Digital"),
    Person("Siân Pritchard-Hughes", "Reablement Lead"),
    Person("Dorothy Spink", "Person who draws on care and support"),
    Person("Vincent Hale", "Unpaid carer"),
)


@pytest.fixture(scope="module")
def plain() -> Deidentifier:
    """A reader that knows nobody."""
    return Deidentifier(ner=False)


@pytest.fixture(scope="module")
def briefed() -> Deidentifier:
    """A reader that knows the roster, the team and the council's services."""
    return Deidentifier(
        ROSTER, ["Zofia Lisowska"], ["Marsden Court", "Northmere Council", "Team Gareth"], ner=False
    )


def found(deidentifier: Deidentifier, text: str, *, sure: bool = True) -> list[tuple[str, str]]:
    return [
        (text[find.start : find.end], find.label.value)
        for find in deidentifier.find(text)
        if find.sure is sure
    ]


NUMBERS = [
    # e-mail
    ("mail priya.r@northmere.gov.uk now", "priya.r@northmere.gov.uk", Label.EMAIL),
    ("mail <mailto:a.b@c.uk|a.b@c.uk> now", "<mailto:a.b@c.uk|a.b@c.uk>", Label.EMAIL),
    ("john.smith [at] northmere.gov.uk", "john.smith [at] northmere.gov.uk", Label.EMAIL),
    ("jsmith at northmere dot gov dot uk", "jsmith at northmere dot gov dot uk", Label.EMAIL),
    ("a_b+c@x.org.uk.", "a_b+c@x.org.uk", Label.EMAIL),
    # telephone
    ("Ring 07700 900123 before 2pm", "07700 900123", Label.PHONE),
    ("on +44 (0)20 7946 0958 ext 12", "+44 (0)20 7946 0958 ext 12", Label.PHONE),
    ("(0113) 496 0123 is the line", "(0113) 496 0123", Label.PHONE),
    ("07700.900.123", "07700.900.123", Label.PHONE),
    ("0044 7700 900123", "0044 7700 900123", Label.PHONE),
    ("her son in Cork, +353 21 234 5678", "+353 21 234 5678", Label.PHONE),
    ("or ext 4471.", "4471", Label.PHONE),
    ("ring 4471 for the rota", "4471", Label.PHONE),
    ("call 960845 after six", "960845", Label.PHONE),
    ("<tel:07700900123|call me>", "<tel:07700900123|call me>", Label.PHONE),
    # NHS and National Insurance
    ("NHS no 999 110 6847.", "999 110 6847", Label.NHS),
    ("front sheet 9434765919", "9434765919", Label.NHS),
    ("943-476-5919 on file", "943-476-5919", Label.NHS),
    ("nhs number 9434765910, mistyped", "9434765910", Label.NHS),
    ("NI QQ 12 34 56 C, left", "QQ 12 34 56 C", Label.NINO),
    ("nino ab123456", "ab123456", Label.NINO),
    # record numbers
    ("audit: Mosaic 1234567, no", "Mosaic 1234567", Label.CASE_ID),
    ("Swift ID 20071/3 had", "Swift ID 20071/3", Label.CASE_ID),
    ("AIS ref 0045512.", "AIS ref 0045512", Label.CASE_ID),
    ("Trillium 445521 has no plan", "Trillium 445521", Label.CASE_ID),
    ("ASC-204417 closed", "ASC-204417", Label.CASE_ID),
    ("see ref: SG/24/1187", "ref: SG/24/1187", Label.CASE_ID),
    ("case 48213 reopened", "case 48213", Label.CASE_ID),
    ("record 1029384756 duplicated", "record 1029384756", Label.CASE_ID),
    # dates of birth
    ("dob 4/5/51", "4/5/51", Label.DOB),
    ("DOB14/03/1941", "14/03/1941", Label.DOB),
    ("born 4 May 1951", "4 May 1951", Label.DOB),
    ("born in 1938", "1938", Label.DOB),
    ("a lady of 84 (14/3/41)", "14/3/41", Label.DOB),
    # addresses
    ("at NM12 3AB, and", "NM12 3AB", Label.POSTCODE),
    ("at nm123ab and", "nm123ab", Label.POSTCODE),
    ("mum in Flat 3, 12 Acacia Road waited", "Flat 3, 12 Acacia Road", Label.ADDRESS),
    ("at Hollybank House, NM4 7QT said", "Hollybank House, NM4 7QT", Label.ADDRESS),
    ("visited 14 beech grove today", "14 beech grove", Label.ADDRESS),
    ("she lives on Larkspur Drive", "Larkspur Drive", Label.ADDRESS),
    ("lives at 12 The Brambles", "12 The Brambles", Label.ADDRESS),
    # Slack
    ("ask <@U012AB3CD> about it", "<@U012AB3CD>", Label.SLACK),
    ("ask <@U012AB3CD|priya> about it", "<@U012AB3CD|priya>", Label.SLACK),
    ("cc @gareth.l please", "@gareth.l", Label.SLACK),
    ("https://northmere.slack.com/team/U12", "https://northmere.slack.com/team/U12", Label.SLACK),
]


@pytest.mark.parametrize(("text", "identifier", "label"), NUMBERS)
def test_hides_contacts_numbers_and_addresses(
    plain: Deidentifier, text: str, identifier: str, label: Label
) -> None:
    assert found(plain, text) == [(identifier, label.value)]
    masked = plain.mask(text)
    assert identifier not in masked.text
    assert masked.hidden == {label: 1}


NAMES = [
    # after a title
    ("told by Cllr Smith today", "Cllr Smith"),
    ("dr adeyemi from the hub", "dr adeyemi"),
    ("Mr D was discharged", "Mr D"),
    ("Mr and Mrs Uddin waited", "Mr and Mrs Uddin"),
    # of many origins, listed
    ("Great work by Chukwuemeka Nwosu here", "Chukwuemeka Nwosu"),
    ("Agnieszka Wojciechowska used photos", "Agnieszka Wojciechowska"),
    ("met Ffion Gwenllian Bowen and left", "Ffion Gwenllian Bowen"),
    ("Harpreet K. Sandhu waited", "Harpreet K. Sandhu"),
    ("Xiaoyan Chen explained it", "Xiaoyan Chen"),
    ("Ahmed Al-Hashimi asked why", "Ahmed Al-Hashimi"),
    ("Niamh O'Shaughnessy signed it", "Niamh O'Shaughnessy"),
    ("Oluwaseun Adebayo-Clarke said so", "Oluwaseun Adebayo-Clarke"),
    ("Priya RAGHUNATHAN runs it", "Priya RAGHUNATHAN"),
    ("van der Berg said so", "van der Berg"),
    # first names alone, and as typed on a phone
    ("One worker, Nia, has 34 cases", "Nia"),
    ("spoke to khadija about it", "khadija"),
    ("gareths team is behind", "gareths"),
    ("hannah b does contracts", "hannah b"),
    ("JAMES SAID THE LIST IS RATED", "JAMES"),
    # names that are words
    ("Rose told us about it", "Rose"),
    ("Daughter Dawn took a week off", "Dawn"),
    ("Grace from the carers centre rang", "Grace"),
    ("Harry, 19, wants a job", "Harry"),
    ("we met Joy at the hub", "Joy"),
    # known to no list: by the grammar or the form
    ("spoke to Zqara about it", "Zqara"),
    ("spoke to zqara about it", "zqara"),
    ("Manager (Kowalczyk) was new", "Kowalczyk"),
    ("Olumorade said no", "Olumorade"),
    ("Zqara Vontrel was there", "Zqara Vontrel"),
    # initials
    ("T. Williams agreed", "T. Williams"),
    ("XJ said it is monthly", "XJ"),
    ("the Khan family waited", "Khan"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_hides_names_without_a_roster(plain: Deidentifier, text: str, name: str) -> None:
    assert found(plain, text) == [(name, "PERSON")]


ROSTERED = [
    ("Marsden was clear", "Marsden"),
    ("marsden was clear", "marsden"),
    ("Marsdon was clear", "Marsdon"),  # one edit
    ("garteh thinks so", "garteh"),  # two letters changed places
    ("Gareth's view", "Gareth"),
    ("JS said monthly", "JS"),
    ("js said monthly", "js"),
    ("AK disagreed", "AK"),
    ("A.K. said no", "A.K"),
    ("Rob told us", "Rob"),
    ("rob page told us", "rob page"),
    ("Bob thinks it works", "Bob"),
    ("Tunde keeps the data", "Tunde"),
    ("Page said so", "Page"),
    ("Bolton said so", "Bolton"),
    ("Sian Pritchard-Hughes came", "Sian Pritchard-Hughes"),
    ("Hughes came", "Hughes"),
    ("zofia asked why", "zofia"),  # of the team
]


@pytest.mark.parametrize(("text", "name"), ROSTERED)
def test_hides_the_roster_however_it_is_typed(briefed: Deidentifier, text: str, name: str) -> None:
    assert found(briefed, text) == [(name, "PERSON")]


ROLES = [
    ("The DASS was open", "DASS"),
    ("the psw thinks so", "psw"),
    ("The Chief Exec said", "Chief Exec"),
    ("Portfolio Holder for Adults gave", "Portfolio Holder for Adults"),
    ("Head of Safeguarding says", "Head of Safeguarding"),
    ("AD Commissioning said", "AD Commissioning"),
    ("when the Assistant Director is away", "Assistant Director"),
    ("Leader of the Council praised", "Leader of the Council"),
    ("Director of Adult Social Services candid", "Director of Adult Social Services"),
    ("Principal Occupational Therapist, new", "Principal Occupational Therapist"),
    ("the s151 officer asked", "s151 officer"),
]


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_hides_titles_that_one_person_holds(plain: Deidentifier, text: str, role: str) -> None:
    assert found(plain, text) == [(role, "ROLE")]


def test_hides_a_title_that_one_person_on_the_roster_holds(briefed: Deidentifier) -> None:
    assert found(briefed, "the Reablement Lead was new") == [("Reablement Lead", "ROLE")]
    assert found(briefed, "a senior practitioner was new") == []


CLEAN = [
    "Mark this as an area for improvement. Will to improve is there. Hope is high.",
    "Grace period ends in May; April was the last survey. March was the worst month.",
    "DoLS backlog 412, MCA training at 91%, Care Act assessments proportionate",
    "Carers Trust and Age UK run it. Healthwatch Northmere reported in 2024",
    "Rose Court, Victoria ward, St Mary's and Alexandra House are all full",
    "Jean Bishop Integrated Care Centre opened. Sue Ryder and Marie Curie help",
    "Mosaic is slow; Liquidlogic move planned for 2027. Mosaic 2024 upgrade late",
    "Social workers, team managers and a director were heard. Heads of service agree",
    "overspend of £4.2m, 1,250 packages, 31% by 2027, pages 12-14, 24/7, 2023/24",
    "12 people in the court, 6 week drive to recruit, Q1 2nd quarter, s42 1st stage",
    "ISO 27001, COVID-19, D2A pathway 1, ASCOF 2B, Section 117, 3,400 contacts",
    "People with a learning disability told us they run the board now",
    "Claire's Law and the Herbert Protocol are known; Marmot principles used",
    "Disadvantage mostly in Weston-super-Mare and Stoke-on-Trent",
    "Co-production charter signed. Well-led. Non-attributable.",
    "<!here> see <#C012AB3CD|peer-challenge>",
]


@pytest.mark.parametrize("text", CLEAN)
def test_leaves_the_words_of_the_field_alone(plain: Deidentifier, text: str) -> None:
    assert found(plain, text) == []
    assert plain.mask(text).text == text


def test_leaves_the_councils_own_services_alone(briefed: Deidentifier) -> None:
    assert found(briefed, "Marsden Court is full and Northmere Council knows. Team Gareth won") == []


def test_asks_about_a_capitalised_word_that_it_does_not_know(plain: Deidentifier) -> None:
    text = "She trusts Zqara completely"
    masked = plain.mask(text)
    assert masked.text == text
    assert masked.hidden == {}
    assert masked.ask == ("Zqara",)
    assert [text[start:end] for start, end in masked.asks] == ["Zqara"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Priya said yes. Gareth said no. Priya left.",
            "A senior leader said yes. A colleague said no. A senior leader left.",
        ),
        ("gareth's team and Anil Kapoor's team", "a colleague's team and another colleague's team"),
        (
            "The DASS and Cllr Oyelaran met the Chief Exec",
            "The senior leader and an elected member met the other senior leader",
        ),
        (
            "Her neighbour Mrs Pickersgill waited. Mrs Pickersgill wept.",
            "Her neighbour [name] waited. [name] wept.",
        ),
        (
            "Nia left; so did Kofi and Ewa. Kofi came back",
            "Someone left; so did someone else and a third person. Someone else came back",
        ),
        ("Priya Raghunathan (PSW) told us", "A senior leader ([job title]) told us"),
        (
            "Opposition members get the same DASS briefing as cabinet",
            "Opposition members get the same senior leader's briefing as cabinet",
        ),
        (
            "weekly DASS briefings, and the Priya update",
            "weekly senior leader's briefings, and the other senior leader's update",
        ),
        ("The DASS updates us weekly", "The senior leader updates us weekly"),
        (
            "DASS, PSW, Chief Exec. The PSW left",
            "A senior leader, a second senior leader, a third senior leader. The second senior leader left",
        ),
        (
            "The DASS was away so the PSW answered",
            "The senior leader was away so the other senior leader answered",
        ),
        ("Dorothy Spink told her story five times", "Someone told her story five times"),
        ("the carer Vincent Hale, and his daughter", "the carer [name], and his daughter"),
        ("zofia asked why", "a peer asked why"),
        ("Ring her on 07700 900123 re NM12 3AB", "Ring her on [phone] re [postcode]"),
    ],
)
def test_what_stands_instead_keeps_the_sentence_readable(
    briefed: Deidentifier, text: str, masked: str
) -> None:
    assert briefed.mask(text).text == masked


@pytest.mark.parametrize(
    ("title", "noun"),
    [
        ("Parent carer", Noun.PERSON),
        ("Expert by experience", Noun.PERSON),
        ("Direct payment employer", Noun.PERSON),
        ("Commissioning Manager, Carers", Noun.COLLEAGUE),
        ("Co-ordinator, Asian Women's Carers Group", Noun.COLLEAGUE),
        ("Client Finance Officer", Noun.COLLEAGUE),
        ("Chief Officer, Northmere Carers Centre", Noun.LEADER),
        ("", Noun.COLLEAGUE),
    ],
)
def test_who_draws_on_care_is_nobodys_colleague(title: str, noun: Noun) -> None:
    assert noun_of(title) is noun


KEPT = frozenset({"Zqara"})


@pytest.mark.parametrize(
    ("text", "answers", "masked", "ask"),
    [
        ("She trusts Zqara completely", Answers(keep=KEPT), "She trusts Zqara completely", ()),
        ("She trusts Zqara completely", Answers(hide=KEPT), "She trusts someone completely", ()),
        ("She trusts Zqara and Plimbok", Answers(keep=KEPT), "She trusts Zqara and Plimbok", ("Plimbok",)),
        ("We trust Zqara. ask ZQARA, ok", Answers(hide=KEPT), "We trust someone. ask someone, ok", ()),
        ("We trust Zqaras, not Zqara", Answers(hide=KEPT), "We trust Zqaras, not someone", ("Zqaras",)),
        ("rose told us numbers rose", Answers(hide=frozenset({"rose"})), "someone told us numbers rose", ()),
        ("Ask Cllr Smith", Answers(keep=frozenset({"Smith", "Cllr Smith"})), "Ask an elected member", ()),
    ],
)
def test_does_what_the_poster_answered(
    plain: Deidentifier, text: str, answers: Answers, masked: str, ask: tuple[str, ...]
) -> None:
    found = plain.mask(text, answers)
    assert (found.text, found.ask) == (masked, ask)


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("tel ０７７００\u00a0９００\u200b１２３ x", "０７７００\u00a0９００\u200b１２３"),
        ("😀😀 NHS 999\u200b110\u20606847 x", "999\u200b110\u20606847"),
        ("NI ＱＱ１２３４５６Ｃ x", "ＱＱ１２３４５６Ｃ"),
        ("Mosaic ١٢٣٤٥٦٧ x", "Mosaic ١٢٣٤٥٦٧"),
        ("mail a.b\u200b@c\u00ad.uk x", "a.b\u200b@c\u00ad.uk"),
        ("قال الفريق 07700 900123 اليوم", "07700 900123"),
        ("met Sia\u0302n Owen x", "Sia\u0302n Owen"),
        ("met Ｇａｒｅｔｈ x", "Ｇａｒｅｔｈ"),
        ("met Ga\u200breth x", "Ga\u200breth"),
    ],
)
def test_disguised_characters_do_not_let_an_identifier_through(
    plain: Deidentifier, text: str, identifier: str
) -> None:
    assert [text[find.start : find.end] for find in plain.find(text)] == [identifier]


def test_importing_it_loads_nothing_heavy() -> None:
    heavy = ("phonenumbers", "rapidfuzz", "stdnum", "spacy")
    made = "import sys; from bot.privacy.deidentify import Deidentifier; Deidentifier()"
    code = f"{made}; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


DRESSED = (
    "*Bolton* told us it fails",
    "~Bolton~ told us",
    "`Bolton` told us",
    "_Bolton_ told us",
    "Bol*ton* told us",
    "mark_bolton agrees",
    "Bol😀ton told us",
    ":tada:Bolton:tada: told us",
    "B̶o̶l̶t̶o̶n̶ told us",
    "B o l t o n told us",
    "B.o.l.t.o.n told us",
    "#Bolton agrees",
    "<https://example.org/a|Bolton> agrees",
    "Bolton & Okafor agree",
    "&lt;mailto:bolton@example.org&gt; agrees",
    "write to kz.bolton {at} example.org",
    "write to kz.bolton -at- example.org",
    "write to kz.bolton&#64;example.org",
)


@pytest.mark.parametrize("typed", DRESSED)
def test_a_name_is_found_however_it_is_dressed_up(typed: str) -> None:
    reader = Deidentifier(
        [Person("Mark Bolton", "Principal Social Worker"), Person("Ada Okafor", "")], ner=False
    )
    said = unicodedata.normalize("NFKD", reader.mask(typed).text).casefold()
    assert "bolton" not in re.sub(r"[^a-z]", "", said)


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        ("the D.A.S.S. agreed", "the senior leader. agreed"),
        ("ring 07*700*900*123 now", "ring [phone] now"),
        ("ring 07_700_900_123 now", "ring [phone] now"),
        ("ring O77OO 9OO123 now", "ring [phone] now"),
        ("ring 0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣", "ring [phone]️⃣"),
        ("ring oh seven seven double oh nine hundred one two three", "ring [phone]"),
        ("ring :zero::seven::seven::zero::zero::nine::zero::zero:", "ring :[phone]:"),
    ],
)
def test_a_number_is_found_however_it_is_dressed_up(typed: str, hidden: str) -> None:
    assert Deidentifier(ner=False).mask(typed).text == hidden


@pytest.mark.parametrize(
    "typed",
    [
        "* carers wait for *months*, _some_ longer",
        "2*3 visits & 10*12 hours, in the U.K.",
        "we heard it one, two, three times :+1:",
        "health & care work well together",
        "#carers matter <b>a lot</b>",
    ],
)
def test_dress_without_a_name_is_left_alone(typed: str) -> None:
    masked = Deidentifier(ner=False).mask(typed)
    assert (masked.text, masked.ask) == (typed, ())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Louise Haworth (public health) came herself", "A senior leader came herself"),
        ("Louise Haworth (Director of Public Health) came", "A senior leader came"),
        ("Louise Haworth (very clear) came", "A senior leader (very clear) came"),
        ("Priya (public health) came", "Someone (public health) came"),
    ],
)
def test_what_a_known_persons_post_is_goes_with_the_name(text: str, masked: str) -> None:
    known = Deidentifier([Person("Louise Haworth", "Director of Public Health")])
    assert known.mask(text).text == masked
    assert known.mask(masked).text == masked
