"""The brief as a Word page (requirement 118), which says what the posted brief says. It renders client
text only.
"""

from collections.abc import Callable

from bot.documents.word import Page
from bot.domain.brief import Brief
from bot.privacy.gate import ClientText

_HEADINGS = (("### ", 3), ("## ", 2), ("# ", 1))
#: The chapter, of those that the brief has, with which the columns begin.
_COLUMNS_FROM = 2


def word_page(brief: Brief[ClientText], page: Callable[[Brief[ClientText]], str]) -> bytes:
    """The bytes of the .docx. `page` writes a brief as a Markdown page: headings, bullets, paragraphs; that
    is what the Word page says too, so that the two can't differ. After its first chapter it goes on in two
    columns: short bullets have room on one side of A4 then.
    """
    lines = [line for line in page(brief).splitlines() if line]
    title = lines[0].removeprefix("# ")
    made = Page(title=title, header=f"{brief.council} · Draft, for discussion", day=brief.day, small=True)
    chapters = 0
    for line in lines:
        chapters += line.startswith("## ")
        if chapters == _COLUMNS_FROM and line.startswith("## "):
            made.columns()
        heading = next((each for each in _HEADINGS if line.startswith(each[0])), None)
        if heading is not None:
            made.heading(line.removeprefix(heading[0]), heading[1])
        elif line.startswith("- "):
            made.bullets([line.removeprefix("- ")])
        else:
            made.text(line)
    return made.saved()
