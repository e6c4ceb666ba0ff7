"""Files as people bring them, among them those that nobody should."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

HEAD = "name,email,side,role"
ADA = "Ada Byron,ada@x.example,contractor,member"
SHEET = "xl/worksheets/sheet1.xml"
BEGIN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
STYLES = "xl/styles.xml"


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def people_workbook(*lines: str) -> bytes:
    return workbook(line.split(",") for line in (HEAD, *lines))


def part(name: str) -> str:
    """What stands in one part of a good workbook."""
    with zipfile.ZipFile(io.BytesIO(people_workbook(ADA))) as good:
        return good.read(name).decode()


def patched(parts: Mapping[str, bytes], keep: bool = True) -> bytes:
    """A workbook with other parts in place of, or beside, its own."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(people_workbook(ADA))) as good,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in good.namelist() if keep else ():
            if name not in parts:
                made.writestr(name, good.read(name))
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def sheet(rows: bytes) -> bytes:
    return patched({SHEET: BEGIN + rows + END})


def number_format(letters: int) -> bytes:
    """A workbook whose cells have a number format of as many letters."""
    form = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{"[" * letters}"/></numFmts>'
    styles = part(STYLES).replace('numFmtId="0"', 'numFmtId="164"')
    return patched({STYLES: styles.replace('<numFmts count="0"/>', form).encode()})


def lines(*people: str) -> bytes:
    return "\n".join([HEAD, *people]).encode()


LARGE = "is too large"
FAR_MORE = "Line 1: the workbook holds far more"
BROKEN = "Line 1: the workbook cannot be read"
NOT_UTF_8 = "the file is not in UTF-8"
NO_TEXT = "Line 1: this is not a text file"
NO_EMAIL = "Line 1: there is no column “email”"
QUOTE = "a quotation mark is out of place"
LOOK_ALIKE = "has letters of another alphabet"
NO_ADDRESS = "is not an e-mail address"

# Each file is refused with this sentence; a row that is refused alone is named in the preview
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Line 1: the file is empty"),
    "spaces": (b"  \n\t\n \r\n", "Line 1: the file is empty"),
    "a mark alone": (b"\xef\xbb\xbf", "Line 1: the file is empty"),
    "separators alone": (b",,,\n,,,\n", "Line 1: the file is empty"),
    "heads alone": (lines(), "Line 2: there is nobody"),
    "heads and empty rows": (lines(",,,", ""), "Line 2: there is nobody"),
    "no heads": (ADA.encode(), NO_EMAIL),
    "no column of addresses": (b"name,role\nAda,member\n", NO_EMAIL),
    "two columns of addresses": (b"name,email,e-mail\nAda,a@x.example,b@x.example", "two columns"),
    "two columns of names": (b"name,full name,email\nAda,Ada,a@x.example", "two columns"),
    "UTF-16 with a mark": (f"{HEAD}\n{ADA}".encode("utf-16"), NO_TEXT),
    "UTF-16 without a mark": (f"{HEAD}\n{ADA}".encode("utf-16-le"), NO_TEXT),
    "UTF-32": (f"{HEAD}\n{ADA}".encode("utf-32"), NO_TEXT),
    "no letters of Windows-1252": (
        lines(ADA, "Bo").replace(b"Bo", b"B\x81"),
        f"Line 3: {NOT_UTF_8}",
    ),
    "a null": (lines("A\0da,ada@x.example"), NO_TEXT),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NO_TEXT),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "Line 1:"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", NO_TEXT),
    "a page": (b"<!doctype html><table><tr><td>Ada</table>", NO_EMAIL),
    "JSON": (b'[{"name": "Ada", "email": "ada@x.example"}]', "Line 1:"),
    "3 MB": (b"x" * 3 * 1024 * 1024, LARGE),
    "10^6 rows in 30 MB": (b"Ada Byron,ada@x.example,,\n" * 10**6, LARGE),
    "10^6 short rows": (b"email\n" + b"a\n" * 10**6, "Line 5002: there are more than 5000 people"),
    "5,001 people": (
        lines(*(f"P {n},p{n}@x.example,," for n in range(5_001))),
        "Line 5002: there are more than 5000 people",
    ),
    "people below 10^6 empty lines": (lines("\n" * 10**6 + ADA), "goes on below line 50000"),
    "201 columns": (("email," * 201).encode(), "Line 1: there are more than 200 columns"),
    "a row of 10^5 values": (lines("," * 10**5 + "x"), "there are more than 200 columns"),
    "a quote that never ends": (lines('"Ada Byron,ada@x.example'), f"Line 2: {QUOTE}"),
    "a quote inside": (lines('"Ada" Byron,ada@x.example'), f"Line 2: {QUOTE}"),
    "a value of 200,000 letters": (lines(f"{'x' * 200_000},ada@x.example"), f"Line 2: {QUOTE}"),
    "a longer row": (lines(f"{ADA},more"), "There are more values than columns."),
    "a row of another separator": (lines(ADA.replace(",", ";")), "The e-mail address is missing."),
    "no name": (lines(",ada@x.example"), "The name is missing."),
    "no address": (lines("Ada Byron"), "The e-mail address is missing."),
    "no address but a side": (lines("Ada Byron,,client"), "The e-mail address is missing."),
    "a name of 151 letters": (lines(f"{'x' * 151},ada@x.example"), "longer than 150 characters"),
    "a control character": (lines("A\x07da,ada@x.example"), "control character"),
    "a noncharacter": (lines("A\uffffda,ada@x.example"), "control character"),
    "a formula for a name": (lines('"=HYPERLINK(""x"")",ada@x.example'), "like a formula"),
    "a sum for a name": (lines("+1+1,ada@x.example"), "like a formula"),
    "a minus for a name": (lines("-1+1,ada@x.example"), "like a formula"),
    "a call for a name": (lines("@SUM(1),ada@x.example"), "like a formula"),
    "a formula for an address": (lines("Ada,=ada@x.example"), NO_ADDRESS),
    "an address without a domain": (lines("Ada,ada@"), NO_ADDRESS),
    "an address without a dot": (lines("Ada,ada@localhost1"), NO_ADDRESS),
    "an address with a space": (lines("Ada,ada @x.example"), NO_ADDRESS),
    "two addresses": (lines("Ada,ada@x.example bo@x.example"), NO_ADDRESS),
    "an address in brackets": (lines("Ada,<ada@x.example>"), NO_ADDRESS),
    "a mail header": (lines('Ada,"ada@x.example\nBcc: all@x.example"'), NO_ADDRESS),
    "an address of 255 letters": (lines(f"Ada,{'a' * 64}@{'x.' * 92}example"), NO_ADDRESS),
    "a Cyrillic letter in a domain": (lines("Ada,ada@ex\u0430mple.org"), LOOK_ALIKE),
    "a Cyrillic letter before the at": (lines("Ada,\u0430da@example.org"), NO_ADDRESS),
    "a domain all in look-alikes": (lines("Ada,ada@\u0430\u0440\u0440.example"), LOOK_ALIKE),
    "a Greek letter": (lines("Ada,ada@g\u03bf\u03bfd.example"), LOOK_ALIKE),
    "look-alikes in their ASCII form": (lines("Ada,ada@xn--80ak6aa92e.com"), LOOK_ALIKE),
    "one address twice": (lines(ADA, "Bo,ada@x.example"), "The same address stands in line 2."),
    "one address in two cases": (lines(ADA, "Bo,ADA@X.example"), "stands in line 2."),
    "one address with a tag": (lines(ADA, "Bo,ada+bo@x.example"), "stands in line 2."),
    "no such side": (lines("Ada,ada@x.example,buyer"), "“buyer” is not a side"),
    "neutral for a side": (lines("Ada,ada@x.example,neutral"), "“neutral” is not a side"),
    "the other side": (lines("Ada,ada@x.example,client"), "are chosen there."),
    "the other side by name": (
        lines("Ada,ada@x.example,Northgate Council"),
        "The people of Northgate Council are chosen there.",
    ),
    "no such role": (lines("Ada,ada@x.example,,owner"), "“owner” is not a role"),
    "a neutral facilitator": (lines("Nora,nora@neutral.example"), "answers for neither side"),
    "a facilitator as a member": (
        lines("Fay,facilitator@contractor.example,,member"),
        "This is a facilitator; another role is chosen on their own page.",
    ),
    "a script in a refused row": (lines("<script>alert(1)</script>"), "address is missing."),
    "a workbook cut off": (people_workbook(ADA)[:900], BROKEN),
    "a workbook of nothing": (patched({}, keep=False), NO_TEXT),
    "an archive of something else": (patched({"a.txt": b"a"}, keep=False), BROKEN),
    "a workbook without its sheet": (patched({SHEET: b""}), BROKEN),
    "a damaged sheet": (patched({SHEET: BEGIN + b"<row>"}), BROKEN),
    "a zip bomb": (patched({"xl/media/x.bin": b"\0" * 50_000_000}), FAR_MORE),
    "a bomb of elements": (sheet(b"<row/>" * 300_000), FAR_MORE),
    "a bomb of one row": (sheet(b"<row>" + b"<c/>" * 300_000 + b"</row>"), FAR_MORE),
    "a bomb of depth": (patched({SHEET: BEGIN + b"<a>" * 100_000}), FAR_MORE),
    "a bomb of styles": (patched({"xl/styles.xml": b"<a>" + b"<b/>" * 50_000 + b"</a>"}), FAR_MORE),
    "a number format of 600,000 letters": (number_format(600_000), FAR_MORE),
    "a number format one letter too long": (number_format(513), FAR_MORE),
    "a bomb behind a namespace with a space": (
        sheet(b'<row xmlns:q="urn:x y">' + b"<c>" * 50_000 + b"</c>" * 50_000 + b"</row>"),
        FAR_MORE,
    ),
    "a damaged part that nobody needs": (patched({"docProps/nothing.xml": b"<a><b></a>"}), BROKEN),
    "a part in letters of four bytes": (patched({STYLES: part(STYLES).encode("utf-32")}), BROKEN),
    "entities": (
        patched({SHEET: b'<!DOCTYPE a [<!ENTITY b "b">]>' + BEGIN + END}),
        FAR_MORE,
    ),
    "a row far below": (sheet(b'<row r="999999999"><c><v>1</v></c></row>'), "goes on below line"),
    "a workbook of 201 columns": (workbook([["email"] * 201]), "more than 200 columns"),
    "a workbook without heads": (workbook([ADA.split(",")]), NO_EMAIL),
    "an empty workbook": (workbook([]), "Line 1: the file is empty"),
    "a workbook with an error": (people_workbook("Ada,#N/A"), NO_ADDRESS),
    "a workbook with a formula never calculated": (people_workbook("Ada,=A1"), "is missing."),
}
