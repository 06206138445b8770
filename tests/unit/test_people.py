"""What job titles and a timetable's labels tell of the council's services."""

from bot.domain.people import Person, services
from bot.privacy.deidentify import Deidentifier

PEOPLE = [
    Person("Graham Pollitt", "Registered Manager, Jacob Lister"),
    Person("Ewa Nowicka", "Director, Brightwell Homecare"),
    Person("Jo Marsh", "PA to the Leader, Karen Ellwood's office"),
    Person("Karen Ellwood", "Chief Executive"),
]


def test_the_services_are_those_behind_the_commas_and_the_labels() -> None:
    found = services(PEOPLE, ["Eastfell Dementia Forum", "Carers"])
    assert found == ("Jacob Lister", "Brightwell Homecare", "Eastfell Dementia Forum")


def test_a_service_of_the_council_is_neither_hidden_nor_asked_about() -> None:
    said = "Jacob Lister has had three managers, says Ewa Nowicka"
    unaware = Deidentifier(PEOPLE).mask(said)
    aware = Deidentifier(PEOPLE, allow=services(PEOPLE)).mask(said)
    assert "Jacob Lister" in aware.text
    assert not aware.ask
    assert unaware.ask or "Lister" not in unaware.text
    assert "Nowicka" not in aware.text
