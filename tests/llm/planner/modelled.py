"""Published goals with steps that a model does, which the user names; `REPLIES` is what it says."""

from __future__ import annotations

REPLIES = [
    {"say": {"label": "negative", "confidence": 0.9}, "when": "too slow", "always": True},
    {"say": {"label": "positive", "confidence": 0.4}, "when": "which label fits this", "always": True},
    {"say": {"rows": [{"text": "Fine.", "rating": 4}, {"text": "Bad.", "rating": 1}]}, "when": "make up reviews"},
]
"""What the scripted model `scripted/replies.json` says."""
MODELLED: list[tuple[str, str, str]] = [
    (
        "take reviews, label each comment as positive or negative with scripted/replies.json, check that label is "
        "never empty, write to table moods",
        "select label, label_confidence, count(*) from it group by all",
        "select if(contains(comment, 'too slow'), 'negative', 'positive'), "
        "if(contains(comment, 'too slow'), 0.9, 0.4), count(*) from reviews group by all",
    ),
    (
        "take reviews, classify each review as positive or negative using scripted/replies.json in the column mood "
        "with confidence at least 0.5, drop rows without mood, save as slow.csv",
        "select id from it",
        "select id from reviews where contains(comment, 'too slow')",
    ),
    (
        "generate 2 reviews with text and rating using scripted/replies.json, write it to table made_up",
        "select * from it",
        "select * from (values ('Fine.', 4), ('Bad.', 1))",
    ),
]
"""Goals with steps that a model does."""
