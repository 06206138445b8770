"""Word pages in our own look."""

from bot.documents.word.page import Page

__all__ = ["Page"]
