"""What a reader reads, in the reader's language: English stands in the code, the others in message catalogues.

Sentences are written once, in English, inside `say` or `say_many`; the files `fr.po`, `de.po` and `es.po` beside this
one hold them in other languages, and Babel knows how each of those counts, lists and writes dates.  ``python -m
cxcel_addin.language`` brings the catalogues up to date with the code.
"""

from .speech import ENGLISH, LANGUAGES, Spoken, in_english, locale, say, say_many, speaking, spoken, told

__all__ = ["ENGLISH", "LANGUAGES", "Spoken", "in_english", "locale", "say", "say_many", "speaking", "spoken", "told"]
