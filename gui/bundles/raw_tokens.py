"""What the parts of a line of JSON are, and their colours."""

import re

PART = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=:))|(?P<text>"(?:[^"\\]|\\.)*+"?)'
    r"|(?P<mark>[{}\[\],:]+|\bnull\b)|(?P<literal>[^\s{}\[\],:\"]+)"
)
"""A part of a line of JSON."""

TOKENS = {"key": "link", "mark": "muted", "literal": "success"}
"""The colours of the theme for names, marks and numbers; texts are as they are."""
