"""Texts that somebody might enter to do harm; each fits into a name."""

from itertools import product

SCRIPTS = [
    "<script>alert({n})</script>",
    "</script><script>alert({n})</script>",
    "<img src=x onerror=alert({n})>",
    "<svg/onload=alert({n})>",
    '"><script>alert({n})</script>',
    "'><b onmouseover=alert({n})>",
    '" onfocus="alert({n})" autofocus="',
    "' onclick='alert({n})",
    "javascript:alert({n})",
    "<a href=javascript:alert({n})>x</a>",
    "<iframe srcdoc='<script>alert({n})</script>'>",
    "<style>*{{x:y{n}}}</style>",
    "</title><script>alert({n})</script>",
    "</textarea><script>alert({n})</script>",
    "--><script>alert({n})</script><!--",
    "]]><script>alert({n})</script>",
    "<math><mtext><x{n}></math>",
    "<base href=//evil{n}.example>",
    "<meta http-equiv=refresh content={n}>",
    "&lt;script&gt;alert({n})&lt;/script&gt;",
    "&#60;script&#62;{n}",
    "\\u003cscript\\u003e{n}",
    "<!--{n}",
    "<?php echo {n} ?>",
    "<form action=//evil{n}.example><button>",
]
TEMPLATES = [
    "{{{{ {n} * 7 }}}}",
    "{{% load {n} %}}",
    "{{% include 'x{n}' %}}",
    "${{{n}}}",
    "#{{{n}}}",
    "%({n})s %s %d %",
    "{{0.__class__}} {n}",
    '#import "x{n}.typ"',
    '#read("/etc/passwd") {n}',
    "$ x^{n} $ *bold* _i_ `c`",
    "@cite{n} <label>",
    "\\{n} \\n \\\\",
]
FORMULAS = [
    "=1+{n}",
    "+1+{n}",
    "-1+{n}",
    "@SUM({n})",
    '=HYPERLINK("http://e.example/{n}","x")',
    "=cmd|'/C calc'!A{n}",
    "\t={n}",
    "\r={n}",
    "{{=1+{n}}}",
    "＝1+{n}",
    "'; DROP TABLE x{n}; --",
    '",={n},"',
]
CHARACTERS = [
    *(f"x{chr(code)}y{{n}}" for code in (*range(1, 32), *range(127, 160))),
    *(f"a{chr(code)}b{{n}}" for code in (0x200B, 0x200E, 0x200F, 0x061C, 0x2028, 0x2029, 0xFEFF)),
    *(f"a{chr(code)}b{{n}}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    *(f"a{chr(code)}b{{n}}" for code in (0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFF, 0xE0001, 0x10FFFF)),
    "e" + "\u0301" * 30 + "{n}",
    "👩‍👩‍👧‍👦 {n}",
    "שלום {n}",
    "شركة {n}",
    "北方议会 {n}",
    "ﷺ {n}",
]
SHORT = [text.format(n=n) for text, n in product([*SCRIPTS, *TEMPLATES, *FORMULAS], range(1, 6))]
PAYLOADS = [*SHORT, *(text.format(n=7) for text in CHARACTERS)]
UNSTORABLE = ["a\0b", "\0", "<script>\0alert(1)</script>", "=1\0", "\ud800", "a\udcffb"]
LONG = ["x" * 1_000_000, "<b>" * 100_000, "=" * 70_000]
