"""The themes that comments are searched for where the reader names none: words of six languages."""

from __future__ import annotations

from collections.abc import Mapping

from cxcel_addin.language import say


def themes() -> Mapping[str, tuple[str, ...]]:
    """Return each theme with its words in six languages; `*` stands for any letters."""
    return {
        say("Waiting"): _words(
            "wait*, queue*, slow*, on hold, delay*, took some time, too long, warte*, gewartet, lange, verspät*, "
            "attente, attend*, lent*, esper*, lent*, tard*, attesa, aspett*, wacht*, traag"
        ),
        say("Solving the matter"): _words(
            "solv*, resolv*, unsolved, fix*, sorted, gelöst, lösung*, behoben, résol*, réglé*, resuelt*, resolv*, "
            "solucion*, risolt*, opgelost, oplossing*"
        ),
        say("Calling again"): _words(
            "twice, again, call back, called back, several times, zweimal, mehrmals, nochmal*, rückruf*, "
            "zurückgerufen, rappel*, deux fois, plusieurs fois, dos veces, otra vez, due volte, di nuovo, twee keer, "
            "opnieuw, teruggebeld"
        ),
        say("People"): _words(
            "friendl*, polite*, rude*, kind, helpful*, agent*, staff, freundlich*, unfreundlich*, höflich*, "
            "mitarbeiter*, aimable*, gentil*, personnel, conseill*, amable*, personal, agente*, gentile, cortes*, "
            "personale, vriendelijk*, medewerker*"
        ),
        say("Clear answers"): _words(
            "clear*, answer*, inform*, explain*, confus*, klar*, antwort*, erklär*, auskunft, clair*, répons*, "
            "expliqu*, clar*, respuest*, explic*, chiar*, rispost*, spieg*, duidelijk*, antwoord*, uitleg*"
        ),
        say("Being passed on"): _words(
            "passed around, passed on, transfer*, passed from, weitergeleitet, verbunden, transfér*, trasfer*, "
            "doorverbonden"
        ),
        say("Price"): _words(
            "price*, pricing, expensive, cheap*, cost*, fee, fees, paid, pay, teuer*, preis*, kosten, gebühr*, prix, "
            "cher, chère, tarif*, precio*, caro, cara, tarifa*, prezz*, costos*, prijs*, prijz*, duur"
        ),
        say("Ease"): _words(
            "easy, easier, easily, simple, difficult*, complicat*, hard to, intuitive, einfach*, kompliziert*, "
            "schwierig*, umständlich*, facile*, compliqué*, simple*, fácil*, difícil*, complicad*, semplic*, "
            "difficil*, makkelijk*, moeilijk*"
        ),
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text.split(",")))
