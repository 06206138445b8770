"""Make `bot/privacy/names/lexicon.txt.gz` from public lists: to renew them, for the bot ships the result.

    python evaluation/build_lists.py --words DIR --births FILE --surnames FILE --surnames-by-group FILE \
        --forenames FILE --family-names FILE

- `--words`: the folder with `british-english-small`, `british-english` and `british-english-large`, word
  lists of SCOWL (Debian's packages wbritish-small, wbritish and wbritish-large; free to use, copy, modify and
  distribute). Words of the large list that are names too are taken as names only.
- `--births`: CSV `name,births`: the US Social Security Administration's names of people born from 1880 on,
  summed over years (public domain).
- `--surnames`: the US Census Bureau's surnames of 1990, `dist.all.last` (public domain).
- `--surnames-by-group`: the Bureau's surnames of 2010 with shares by group as CSV
  `name,white,black,api,native,multiple,hispanic` (public domain): used for Asian and African surnames
  that the list of 1990 has not.
- `--forenames`, `--family-names`: the CSV files of *Popular Names by Country* (CC0).
- the names of the locales below in the package Faker (MIT licence), which must be installed.

A line of the result is a word, folded as `bot.privacy.lexicon.fold` does, a tab and its flags.
"""

import argparse
import csv
import gzip
import tomllib
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from bot.privacy.lexicon import LISTS, fold

COMMON_BIRTHS, RARE_BIRTHS = 1000, 100
USUAL_SURNAMES = 2500
FAKER_LOCALES = (
    "en_GB en_IE en_IN en_KE en_NG en_PK ga_IE yo_NG ig_NG ha_NG zu_ZA tw_GH sw pl_PL ro_RO cs_CZ sk_SK "
    "hu_HU hr_HR lt_LT lv_LV tr_TR id_ID vi_VN it_IT es_ES pt_PT fr_FR de_DE az_AZ uz_UZ"
)
Flags = defaultdict[str, set[str]]
ASIAN_SHARE, AFRICAN_SHARE = 0.4, 0.7


def main() -> None:
    """Read the sources named on the command line and write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for source in ("words", "births", "surnames", "surnames-by-group", "forenames", "family-names"):
        parser.add_argument(f"--{source}", type=Path, required=True)
    sources = parser.parse_args()
    flags: defaultdict[str, set[str]] = defaultdict(set)
    _add_words(flags, sources.words)
    _add_names(flags, sources)
    _add_rare_words(flags, sources.words)
    lines = []
    for word, has in sorted(flags.items()):
        if "F" in has:
            has.discard("f")
        if "W" in has:
            has.discard("w")
        lines.append(f"{word}\t{''.join(sorted(has))}\n")
    with (LISTS / "lexicon.txt.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write("".join(lines).encode())


def _add_words(flags: Flags, folder: Path) -> None:
    for name, flag in (("british-english-small", "W"), ("british-english", "w")):
        for word in (folder / name).read_text("utf-8").split():
            if "'" not in word:
                flags[fold(word)].add(flag if word.islower() else "P")


def _add_names(flags: Flags, sources: argparse.Namespace) -> None:
    with sources.births.open(encoding="utf-8") as file:
        for name, births in csv.reader(file):
            if int(births) >= RARE_BIRTHS and len(name) > 2:
                flags[fold(name)].add("F" if int(births) >= COMMON_BIRTHS else "f")
    for rank, line in enumerate(sources.surnames.read_text("ascii").splitlines()):
        flags[fold(line.split()[0])].update("LS" if rank < USUAL_SURNAMES else "L")
    with sources.surnames_by_group.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if float(row["api"]) > ASIAN_SHARE or float(row["black"]) > AFRICAN_SHARE:
                flags[fold(row["name"])].add("L")
    _add_faker(flags)
    for path, flag in ((sources.forenames, "F"), (sources.family_names, "L")):
        for name in _popular(path):
            flags[name].add(flag)


def _add_faker(flags: Flags) -> None:
    for locale in FAKER_LOCALES.split():
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for part, flag in (("first", "F"), ("last", "L")):
            for kind in ("", "_male", "_female", "_unisex"):
                for name in getattr(provider, f"{part}_names{kind}", ()):
                    for piece in fold(name).replace("-", " ").replace(".", " ").split():
                        if len(piece) > 1 and piece.isalpha():
                            flags[piece].add(flag)


def _add_rare_words(flags: Flags, folder: Path) -> None:
    named = set(flags) | _own_names()
    for word in (folder / "british-english-large").read_text("utf-8").split():
        if "'" not in word and word.islower() and fold(word) not in named:
            flags[fold(word)].add("w")


def _own_names() -> set[str]:
    """The project's own names, which stay names whatever the large word list has."""
    parts: dict[str, dict[str, str]] = tomllib.loads((LISTS / "own.toml").read_text("utf-8"))
    return {
        fold(piece)
        for part in parts.values()
        for names in part.values()
        for piece in names.replace("-", " ").split()
    }


def _popular(path: Path) -> set[str]:
    """The names of a *Popular Names by Country* file, in their own script and in Latin letters."""
    names: set[str] = set()
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for name in (row["Localized Name"], row["Romanized Name"]):
                names.update(piece for piece in fold(name).replace("-", " ").split() if len(piece) > 1)
    return {name for name in names if name.isalpha()}


if __name__ == "__main__":
    main()
