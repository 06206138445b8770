"""Errors that are sentences: each says to a user what is wrong and what they can do about it."""


class Refusal(Exception):
    """Something a user asked for that can't be done. `str()` is one plain sentence or two, shown as it is.

    `field` names the form field it belongs to, when it belongs to one; it never holds what the user typed.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotOnTheTeam(Refusal):
    """Someone outside the challenge: the sentence is the same whether or not there is a challenge."""

    def __init__(self) -> None:
        super().__init__(
            "There is no peer challenge here that you are part of. "
            "If you expected one, ask the challenge manager to add you to the team."
        )
