"""A small language for saying what a piece of JSON must look like, and Slack's words for what is wrong.

A rule is anything with `faults(value, at)`, which gives a message for each thing wrong with `value`; `at` is
the JSON pointer of the value. The messages are the ones Slack sends in `response_metadata.messages`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Json = Mapping[str, Any]


def fault(said: str, at: str) -> str:
    """A message as Slack words it, such as "[ERROR] must provide an object [json-pointer:/blocks/0]"."""
    return f"[ERROR] {said} [json-pointer:{at}]"


class Rule(Protocol):
    """What a value must be."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """A message for each thing wrong with `value`, which stands at the pointer `at`."""
        ...


#: A check of several keys of one object together.
Check = Callable[[Json, str], Iterator[str]]


@dataclass(frozen=True)
class Words:
    """A string of `least` to `most` characters which matches `pattern` whole, where one is given."""

    most: int
    least: int = 1
    pattern: str = ""
    wanted: str = "failed to match the expected pattern"

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, str):
            yield fault("must provide a string", at)
        elif len(value) < self.least:
            yield fault(f"must be more than {self.least - 1} characters", at)
        elif len(value) > self.most:
            yield fault(f"must be less than {self.most + 1} characters", at)
        elif self.pattern and not re.fullmatch(self.pattern, value, re.ASCII | re.DOTALL):
            yield fault(self.wanted, at)


@dataclass(frozen=True)
class Choice:
    """One of these strings."""

    names: frozenset[str]

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, str) or value not in self.names:
            yield fault("must be a valid enum value", at)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, bool):
            yield fault("must provide a boolean", at)


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must provide a number", at)
        elif value < self.least:
            yield fault(f"must be greater than or equal to {self.least}", at)
        elif value > self.most:
            yield fault(f"must be less than or equal to {self.most}", at)


@dataclass(frozen=True)
class Number:
    """Any number."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield fault("must provide a number", at)


@dataclass(frozen=True)
class AnyObject:
    """An object, whatever is in it."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, Mapping):
            yield fault("must provide an object", at)


@dataclass(frozen=True)
class Nullable:
    """Null, or what `rule` says."""

    rule: Rule

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        return iter(()) if value is None else self.rule.faults(value, at)


@dataclass(frozen=True)
class Each:
    """A list of `least` to `most` things, each as `rule` says."""

    rule: Rule
    most: int
    least: int = 1

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, list | tuple):
            yield fault("must be an array", at)
            return
        if len(value) < self.least:
            yield fault(f"must provide at least {self.least} items", at)
        elif len(value) > self.most:
            yield fault(f"no more than {self.most} items allowed", at)
            return
        for index, each in enumerate(value):
            yield from self.rule.faults(each, f"{at}/{index}")


@dataclass(frozen=True)
class Shape:
    """An object with these keys and no other. A key that is null counts as not given.

    `checks` look at keys together, and only once each key by itself is right.
    """

    required: Mapping[str, Rule]
    optional: Mapping[str, Rule] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, Mapping):
            yield fault("must provide an object", at)
            return
        given = {key: each for key, each in value.items() if each is not None}
        found = list(self._key_faults(given, at))
        yield from found
        if not found:
            for check in self.checks:
                yield from check(given, at)

    def _key_faults(self, given: Json, at: str) -> Iterator[str]:
        for key in self.required:
            if key not in given:
                yield fault(f"missing required field: {key}", at)
        for key, each in given.items():
            rule = self.required.get(key) or self.optional.get(key)
            if rule is None:
                yield fault(f"invalid additional property: {key}", at)
            else:
                yield from rule.faults(each, f"{at}/{key}")


@dataclass(frozen=True)
class Typed:
    """An object whose `type` says which of these shapes it has. The shapes leave `type` out."""

    shapes: Mapping[str, Shape]

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See `Rule`."""
        if not isinstance(value, Mapping):
            yield fault("must provide an object", at)
        elif value.get("type") is None:
            yield fault("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in self.shapes:
            yield fault(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            rest = {key: each for key, each in value.items() if key != "type"}
            yield from self.shapes[value["type"]].faults(rest, at)
