"""The words of choosing together, in every language of the interface. What the ids mean is said in choosing.py; rounds
that have begun keep the words they began with."""

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """As the keys of an exercise file; `subjects` by topic."""

    title: str
    purpose: str
    not_for: str
    sources: str
    ask: str
    subjects: Mapping[str, str]


_EN = Words(
    title="Choosing together",
    purpose="To find something to talk about without anybody having to name it alone.",
    not_for="Not for an evening on which one of you would rather not talk.",
    sources="Made for this place.",
    ask="What would you be glad to talk about?",
    subjects={
        "talking": "Talking and listening",
        "roles": "Roles, and being who I am",
        "limits": "Limits, and asking first",
        "desire": "Desire, and learning about it",
        "closeness": "Closeness and comfort",
        "load": "Who does what",
        "problems": "A problem, side by side",
        "mending": "Promises, and mending",
        "good-things": "What is good",
        "change": "When life changes",
        "calm": "Slowing down, and how I am",
    },
)

_ES = Words(
    title="Elegir en común",
    purpose="Para encontrar de qué hablar sin que nadie tenga que nombrarlo a solas.",
    not_for="No es para una noche en la que alguien de ustedes prefiera no hablar.",
    sources="Hecho para este lugar.",
    ask="¿De qué te gustaría hablar?",
    subjects={
        "talking": "Hablar y escuchar",
        "roles": "Los roles, y ser quien soy",
        "limits": "Los límites, y preguntar antes",
        "desire": "El deseo, y aprender sobre él",
        "closeness": "Cercanía y consuelo",
        "load": "Quién hace qué",
        "problems": "Un problema, codo con codo",
        "mending": "Promesas, y cómo reparar",
        "good-things": "Lo que está bien",
        "change": "Cuando la vida cambia",
        "calm": "Ir más despacio, y cómo estoy",
    },
)

_DE = Words(
    title="Gemeinsam aussuchen",
    purpose="Um etwas zu finden, worüber ihr reden könnt, ohne dass jemand es allein nennen muss.",
    not_for="Nicht für einen Abend, an dem eine Person von euch lieber nicht reden möchte.",
    sources="Für diesen Ort gemacht.",
    ask="Worüber würdest du gern reden?",
    subjects={
        "talking": "Reden und zuhören",
        "roles": "Rollen, und ich selbst sein",
        "limits": "Grenzen, und vorher fragen",
        "desire": "Lust, und sie kennenlernen",
        "closeness": "Nähe und Trost",
        "load": "Wer was macht",
        "problems": "Ein Problem, Seite an Seite",
        "mending": "Versprechen, und etwas wiedergutmachen",
        "good-things": "Was gut ist",
        "change": "Wenn das Leben sich ändert",
        "calm": "Langsamer werden, und wie es mir geht",
    },
)

_FR = Words(
    title="Choisir ensemble",
    purpose="Pour trouver de quoi parler, sans que personne ait à le nommer en premier.",
    not_for="Pas pour un soir où quelqu’un parmi vous préfère ne pas parler.",
    sources="Fait pour cet endroit.",
    ask="De quoi aimerais-tu parler ?",
    subjects={
        "talking": "Parler et écouter",
        "roles": "Les rôles, et être qui je suis",
        "limits": "Les limites, et demander d’abord",
        "desire": "Le désir, et apprendre à le connaître",
        "closeness": "Proximité et réconfort",
        "load": "Qui fait quoi",
        "problems": "Un problème, côte à côte",
        "mending": "Promettre, et réparer",
        "good-things": "Ce qui va bien",
        "change": "Quand la vie change",
        "calm": "Ralentir, et comment je vais",
    },
)

_AR = Words(
    title="الاختيار معًا",
    purpose="لإيجاد ما يمكن الحديث عنه، من غير أن يضطر أحد إلى تسميته وحده.",
    not_for="ليس لمساء يفضّل فيه شخص منكم ألا يتحدث.",
    sources="صُنع لهذا المكان.",
    ask="عمّ يسرّك الحديث؟",
    subjects={
        "talking": "الحديث والإصغاء",
        "roles": "الأدوار، وأن أكون كما أنا",
        "limits": "الحدود، والسؤال أولًا",
        "desire": "الرغبة، ومعرفتها أكثر",
        "closeness": "القرب والطمأنينة",
        "load": "من يفعل ماذا",
        "problems": "مشكلة، جنبًا إلى جنب",
        "mending": "الوعود والإصلاح",
        "good-things": "الأشياء الطيبة",
        "change": "حين تتغير الحياة",
        "calm": "التمهّل، وكيف حالي",
    },
)

WORDS: Mapping[str, Words] = {"en": _EN, "es": _ES, "de": _DE, "fr": _FR, "ar": _AR}
