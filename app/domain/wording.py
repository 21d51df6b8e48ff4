"""Words that have no place in an English exercise, each with the reason. style.py looks for them.

A pattern is a regular expression for whole words, in small letters and with straight apostrophes. It says as little as
it can: a word with good uses is listed together with the words around it that make it a bad one.
"""

from typing import NamedTuple

TALK = frozenset({"ask", "text", "starts", "say", "try", "low", "high", "subject"})
"""The keys of what somebody is asked, may tick, or is given to say. Hints and readings may name what these may not:
that forgiving is not a step, say."""

FIRST = r"(?:^|(?<=[.!?:] ))"
"""The beginning of a sentence, where a verb is an order."""


CLAUSE = r"(?:^|(?<=[.!?:,;] )|(?<=and )|(?<=but )|(?<=so )|(?<=then ))"
"""The beginning of a clause. In its middle the same words tell of orders: “what people said you should be”."""


class Banned(NamedTuple):
    """`reason` completes "says “you never”, which …". `keys` are where it is banned; None is everywhere."""

    reason: str
    patterns: tuple[str, ...]
    keys: frozenset[str] | None = None


BANNED = (
    Banned(
        "can be thrown at somebody: ask for the person’s own part",
        (
            r"you (?:never|always)(?! (?:have|need|owe|may|can)\b)",
            r"(?<!not )(?:your|my|their|whose) (?:own )?fault|(?:to|who|whom) (?:is to )?blame",
            r"(?:did|have|do) you ever (?:cheat|lie|fake|hid|hide|hurt|flirt|regret|leave|left|think)\w*",
            r"cheat(?:s|ed|ing)?(?! sheet)|unfaithful|infidelity|an affair",
            r"(?:lied|lying|lie|lies) to (?:me|you|us|them|someone|somebody|each)",
            r"admit|confess|excuses|nag(?:s|ged|ging)?|let (?:me|you|us) down",
            r"you made me (?:feel|do|so|cry|sad|angry)|you don't (?:love|care|listen|help|try)",
            r"(?:are|is|being|so|too) (?:selfish|lazy|cold)|needy|clingy|controlling",
            r"what did (?:you|they|i) do wrong",
        ),
    ),
    Banned(
        "presumes a gender",
        (
            r"husbands?|wife|wives|boyfriends?|girlfriends?|housewife|housewives",
            r"he|him|his|himself|she|her|hers|herself|he/she|s/he",
            r"(?:opposite|other|fair|weaker) sex|both sexes",
            r"(?:opposite|other|either) gender|(?:both|two) genders",
            r"as a (?:wo)?man|(?:real|true|typical) (?:wo)?m[ae]n|man of the house",
            r"(?:wo)?men (?:are|want|need|like|don't|can't|never|always)",
            r"ladies|gentlemen|guys|manly|ladylike",
        ),
    ),
    Banned(
        "presumes that there are two: “a partner”, “someone you love” or “each other” fits any number",
        (
            r"you two|(?:the )?two of (?:you|us)|both of (?:you|us)|you both|n?either of you",
            r"(?:your|my) partner|both partners|the other (?:person|partner)|(?:your|my) (?:other|better) half",
            r"as a couple|soulmates?|the one and only",
        ),
    ),
    Banned(
        "presumes a marriage, children, or a home that is shared",
        (
            r"spouses?|(?:your|our|the) marriage|wedding night|married life|marital|conjugal",
            r"(?:your|our) (?:kids|children|child|baby|son|daughter|in-laws)|the kids",
        ),
    ),
    Banned(
        "presumes that there is sex, or what counts as sex",
        (
            r"(?:your|our) sex life|foreplay|(?:real|full|proper) sex|going all the way|go all the way",
            r"virgin(?:s|ity)?|make love|making love|how often do you (?:have|want) sex",
        ),
    ),
    Banned(
        "is jargon: say what it looks like in a kitchen",
        (
            r"attachment styles?|securely attached|anxious-avoidant|trigger(?:s|ed|ing)?(?! warning)",
            r"toxic|gaslight\w*|narcissis\w*|codependen\w*|red flags?",
            r"boundary[- ]setting|set(?:ting)? (?:healthy |clear )?boundaries|love languages?",
            r"emotional labou?r|mental load|hold(?:ing)? space|self-care|quality time",
            r"unpack(?:ing)? (?:your|that|this|those|these|what)|process (?:your|my|the) (?:feelings|emotions)",
            r"mindful(?:ness|ly)?|libido|co-regulat\w*|validat\w*|actionable|dynamics?|intimacy",
            r"communicate (?:effectively|better|openly)|communication skills|sexual scripts?",
            r"emotional(?:ly)? availab\w+|be vulnerable|vulnerability",
        ),
    ),
    Banned(
        "sounds like a diagnosis",
        (
            r"frigid|impoten\w+|dysfunction\w*|disorders?|symptoms?|syndromes?|patholog\w*|neurotic|hysteric\w*",
            r"normal amount|(?:is|are|am) (?:it|this|that|you|i) normal|abnormal\w*|not normal|normal for",
            r"(?:low|high|lost|weak) (?:libido|desire)|sex drive|oversexed|undersexed|premature",
            r"diagnos\w+|depress(?:ed|ion)|addict\w*|bipolar|mentally ill|your condition",
            r"(?:are|is|am|be|go|going|went) (?:crazy|insane|mad)",
        ),
        TALK,
    ),
    Banned(
        "orders somebody about",
        (
            rf"{CLAUSE}you (?:must|should|ought to|have to|need to|had better)",
            r"don't forget|never forget|try harder|make an effort|do your best|get over it|it's easy",
            rf"{FIRST}(?:remember to|make sure|be sure to|be (?:honest|brave|open))",
            rf"{FIRST}(?:calm down|move on|come on)",
            r"just (?:relax|do it|let it go|move on|say yes)|lighten up|cheer up",
        ),
    ),
    Banned(
        "praises or keeps a score",
        (
            r"well done|(?:great|good|nice) (?:job|work)(?! for\b)|proud of you|congratulations|bravo",
            rf"{FIRST}good for you|keep it up|way to go|successful couples?",
            r"(?<!no )(?:right|correct|wrong|best|perfect) answers?",
            r"(?:your|my|our) scores?|score (?:yourself|your|each)|streaks?|level up|you passed|percent\w*",
            r"compatib\w+|out of (?:10|ten)|rate (?:your|a|each|the) (?:partner|other)|who is better",
        ),
    ),
    Banned(
        "sounds like a contract: a yes holds for now, and nobody is bound by it",
        (
            r"agreed to (?:sex|touch|kiss\w*|it|that|this|be|let|have)|consented to|permissions?|permit(?:s|ted)?",
            r"(?:allow|allows|allowed|let) (?:me|you|them|someone|somebody|others|a partner) to touch",
            r"allowed to (?:touch|kiss|have)|obligat\w+|entitled|(?<!not a )(?<!no )contract|duty to|a duty",
            r"deserves? (?:it|a|some|more|better)|owes? (?:me|you|us)|(?:give|giving|gave) in to",
        ),
    ),
    Banned(
        "asks for somebody who is not here: third parties stay out, names above all",
        (
            r"(?:their|whose|person's|people's) names?(?! for\b)",
            r"names? of (?:the|any|your|every) (?:person|people|friends?)",
            r"who (?:was it|else did)|with whom (?:did|have|were)|slept with|sleeping with",
            r"(?:your|my|an) ex(?:es)?|exes|ex-\w+|(?:past|former) (?:lovers?|partners?)",
        ),
    ),
    Banned(
        "asks for the details of a hurt",
        (
            r"(?:describe|tell|write|say|list) (?:exactly )?what (?:exactly )?(?:happened|was done|they did)",
            r"what exactly happened|in detail|every detail|details of|what did (?:they|someone) do to you",
            r"(?:your|the) worst (?:moment|memory)|worst thing (?:that|you)|relive|when it happened|who hurt you",
            r"traumas?|traumatic|abuse[ds]?",
        ),
        TALK,
    ),
    Banned(
        "makes forgiving or trusting a step",
        (r"forgiv\w+|forgave|trust (?:me|them|each other|one another) again|forget (?:it|about it)",),
        TALK,
    ),
    Banned(
        "is against the law in places, or tells of it",
        (
            r"illegal|drugs?|cocaine|weed|stoned|stole|steal(?:ing)?(?! (?:a|the) (?:kiss|moment|look|hour|show)\b)",
            r"while (?:they|you|someone) (?:sleeps?|are asleep|is asleep)|without (?:their )?consent",
            r"secretly (?:film|record|watch)\w*|hidden cameras?|sex (?:in public|outdoors)",
        ),
        TALK,
    ),
    Banned(
        "brings in somebody under age",
        (r"teen(?:s|age|ager|agers)?|underage|schoolgirls?|schoolboys?|minors|barely legal",),
    ),
    Banned(
        "is an address or a number: places to turn to have a page of their own",
        (r"https?:\S*|www\.\S*|\S+@\S+\.\S+|(?:call|dial|ring) \d+|\d{3}[\d -]{2,}",),
    ),
)
