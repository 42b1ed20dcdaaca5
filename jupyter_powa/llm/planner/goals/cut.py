"""A goal cut into its parts: reads, filters, joins, samples, splits, checks, writes, and what is none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROWS = r"(?:rows?|records?|ones|entries|lines|those)"
_HEADS: tuple[tuple[str, str], ...] = (
    ("undo", r"(?:undo|revert|go back|take (?:that|it) back)(?: (?:that|it|the last (?:change|step|one)))?$"),
    ("seed", r"(?:(?:use|set|with|take|change|make)\s+(?:the |a |another )?)?seed(?: (?:to|of|be|is))?\s*=?\s*(?=\d)"),
    (
        "label",
        r"(?:label|classify|categori[sz]e|annotate|tag)s?\b|(?:use|let|ask|have) (?:the |a )?(?:model|llm)?\s*\S*\s*"
        r"(?:to )?(?:label|classify)\b",
    ),
    ("generate", r"(?:generate|synthesi[sz]e|invent|make up)s?\b"),
    (
        "split",
        r"(?:split|divide|partition)s?\b|(?:make|add|create)s? (?:an? )?(?:train\w*|\d+/\d+)[\w/ ]*split\b|hold out\b"
        r"|set aside (?=\d)|(?=\d+ ?/ ?\d+)",
    ),
    (
        "sample",
        r"(?:(?:draw|take|make|use|keep|add|get)s? )?(?:only )?(?:an? |the )?(?:random |stratified |small )*"
        r"(?:sub)?sampl(?:e|es|ing)\b|(?:keep|take|draw|pick|choose)s? (?:only )?(?:an? )?"
        r"(?:random |stratified )*(?=\d+(?:\.\d+)?\s*(?:%|percent"
        r"|random|rows?\b))|(?:take|keep|pick|draw) (?:a random )(?=\d)",
    ),
    (
        "deduplicate",
        r"(?:remove|drop|delete|without|no|discard)s?(?: all| the| any| exact)* duplicate[sd]?\b|de-?dup\w*\b"
        r"|(?:keep )?(?:only )?one row (?:for|per|of) (?:each|every)?\b|make (?:them|it|the rows) unique\b",
    ),
    (
        "validate",
        r"(?:check|validate|verify|ensure|assert|require|guarantee|make sure|be sure|test)s?\b(?: also)?(?: that)?\b",
    ),
    ("name", r"(?:call|name) (?:it|the (?:data ?set|result|table))\b"),
    (
        "write",
        r"(?:writ(?:e|ten)|save|store|export|output|put|persist)[sd]?\b|exported\b|as (?:an? )?(?:parquet|csv|table)\b"
        r"|to (?:an? )?(?:parquet|csv)\b",
    ),
    (
        "join",
        r"(?:(?:left|inner|semi|anti|outer|full|right)[ -])*join(?:s|ed|ing)?\b|(?:merge|combine|enrich)s?\b"
        r"|(?:look up|bring in)\b",
    ),
    (
        "columns",
        r"(?:(?:keep|select|take|use|read|pick|drop|remove|exclude|delete)s?(?: only| just)?|only) (?:the "
        r"|these )?(?:columns?"
        r"|fields?)\b|select\b",
    ),
    (
        "derive",
        r"(?:add|compute|derive|calculate|create|make|define)s? (?:an? |the |another )?(?:new )?(?:column|field)\b"
        r"(?: (?:called|named))?|(?:compute|derive|calculate|define)s?\b|add (?=[\w ]{1,40}?(?: as |\s*=))",
    ),
    (
        "exclude",
        r"(?:drop|exclude|remove|discard|skip|delete|throw (?:away|out)|filter out|leave out|ignore"
        r"|get rid of)s?\b|without\b",
    ),
    (
        "filter",
        r"(?:keep|filter|restrict|limit)s?\b(?: it| them)?(?: only| just)?(?: to| on| by| down to)?|only\b|where\b",
    ),
    (
        "read",
        r"(?:take|load|read|use|import|open|fetch|get|from|given|start(?:ing)? (?:with|from)|begin(?:ning)? with"
        r"|based on)s?\b(?: in)?(?: all)?(?: data| rows| everything)?(?: from| of)?",
    ),
    (
        "other",
        r"(?:draw|plot|chart|train|predict|forecast|send|e-?mail|notify|schedule|deploy|publish|upload|summari[sz]e"
        r"|translate|sort|order|rank|group|count|sum|total|average|pivot|unpivot|cluster|normali[sz]e|encode|impute|fill"
        r"|scale|show|print|embed|encrypt|anonymi[sz]e|mask|shuffle|augment|balance|run|compare|report|commit|push|share"
        r"|repeat|interpolate|clean|tidy|fix|rename|tell|tokeni[sz]e|crawl|scrape|ask|call|post|visuali[sz]e|explain)\b",
    ),
)
_COMPILED = tuple((kind, re.compile(rf"(?:{pattern})", re.I)) for kind, pattern in _HEADS)
_SOFT = re.compile(
    r"^(?:(?:and|then|also|next|now|please|finally|lastly|first(?:ly)?|second(?:ly)?|afterwards?|after that|so|but|ok"
    r"|okay|can you|could you|i want (?:you )?to|we want to|pls)[,:]?\s+)+",
    re.I,
)
_BREAK = re.compile(
    r";\s*|\n+\s*|[.!?]\s+|:\s+|\s+(?=pick an? |draw an? )|,?\s+(?:and\s+)?then\s+|,\s*(?:and\s+)?"
    r"|\s+and\s+|\s+to\s+(?=parquet|csv)"
)
_HARD = re.compile(r"[;\n.!?]|\bthen\b")


_RULE = re.compile(r"\b(?:is|are|not|between|unique|never|at least|at most|null|in|over|under)\b|[<>=]", re.I)


@dataclass
class Part:
    """One part of a goal: its kind, its first words (the marker) and what follows them."""

    kind: str
    marker: str
    text: str

    @property
    def said(self) -> str:
        """All of its words."""
        return f"{self.marker} {self.text}".strip()


def headed(text: str) -> tuple[str, re.Match[str]] | None:
    """The kind that a text begins with, and the words that tell it."""
    for kind, pattern in _COMPILED:
        if found := pattern.match(text):
            return kind, found
    return None


def parts(text: str) -> list[Part]:
    """The parts in the order of the words; one without a head is of the kind `subject`."""
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", text))
    text = re.sub(r"(^|\n)\s*(?:\d+[.)]|[-*•])\s+", r"\1", text)
    pieces: list[str] = []
    begun = 0
    for cut in _BREAK.finditer(text):
        if cut.start() < begun or _inside(text, cut.start()):
            continue
        rest = _SOFT.sub("", text[cut.end() :])
        parted = bool(_HARD.search(cut[0]))
        if parted or (headed(rest) and not _belongs(text[begun : cut.start()], rest, cut[0])):
            pieces.append(text[begun : cut.start()])
            begun = cut.end()
    pieces.append(text[begun:])
    made: list[Part] = []
    for part in map(_part, pieces):
        if (
            part is not None
            and part.kind == "subject"
            and made
            and made[-1].kind == "validate"
            and _RULE.search(part.text)
        ):
            part = Part("validate", "", part.text)  # `check: amount is over 0; id is unique`
        made += [part] if part is not None else []
    return made


def _part(piece: str) -> Part | None:
    words = _SOFT.sub("", piece.strip()).strip(" ,;.!?")
    words = re.sub(r"(?:,?\s+(?:please|thanks|thank you|for me))+$", "", words, flags=re.I)
    if not words:
        return None
    found = headed(words)
    if found is None:
        return Part("subject", "", words)
    kind, match = found
    return Part(kind, match[0], words[match.end() :].strip(" ,:"))


def _inside(text: str, place: int) -> bool:
    """Whether a place lies in parentheses."""
    return text[:place].count("(") > text[:place].count(")")


def _belongs(before: str, rest: str, cut: str) -> bool:
    """Whether words that look like a head go on with the part before: `split into train and test`."""
    found = headed(rest)
    so_far = headed(_SOFT.sub("", before.strip()))
    if found is None or so_far is None:
        return False
    kind, _ = found
    if kind == so_far[0] == "validate" and not re.match(
        r"(?:check|validate|verify|ensure|assert|make sure)", rest, re.I
    ):
        return True
    if so_far[0] == "validate" and kind in ("filter", "exclude", "write", "deduplicate"):  # `… or drop the rows`
        return bool(
            re.match(r"(?:drop|reject|remove|set aside|put aside) (?:the |those )?(?:bad|others?|wrong|rest)", rest)
        )
    if so_far[0] == "split" and re.match(r"tests?\b(?! that)", rest, re.I):
        return True
    if so_far[0] == "deduplicate" and re.match(
        r"keep(?:ing)? (?:the )?(?:one|first|last|newest|latest|oldest|row)", rest, re.I
    ):
        return True
    if so_far[0] in ("label", "generate") and kind in ("name", "columns", "other"):
        return False
    return kind == "other" and "," not in cut and so_far[0] in ("columns", "validate", "deduplicate")
