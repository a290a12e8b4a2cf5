"""The brush: what is drawn is said as it is, escaped, and with where it comes from."""

from xml.etree import ElementTree

from tools.aws.picture.svg import Canvas, wrapped

_SVG = "{http://www.w3.org/2000/svg}"


def _drawn(canvas: Canvas) -> ElementTree.Element:
    return ElementTree.fromstring(canvas.svg(100, 50, "a <title>", "a & description"))


def test_words_are_escaped_wherever_they_stand() -> None:
    canvas = Canvas()
    canvas.text(1, 2, "<b> & more", source='Dr/"one"')
    root = _drawn(canvas)
    (text,) = root.iter(f"{_SVG}text")
    assert (text.text, text.get("data-from")) == ("<b> & more", 'Dr/"one"')
    assert [root.findtext(f"{_SVG}{name}") for name in ("title", "desc")] == [
        "a <title>",
        "a & description",
    ]


def test_an_arrow_has_its_tip_where_the_line_ends() -> None:
    canvas = Canvas()
    canvas.line(((10, 10), (10, 40)), arrow=True)
    (head,) = _drawn(canvas).iter(f"{_SVG}polygon")
    tip, *back = str(head.get("points")).split()
    assert tip == "10.0,40.0"
    assert all(float(point.split(",")[1]) < 40 for point in back)


def test_a_line_without_a_head_has_none_and_things_without_source_say_none() -> None:
    canvas = Canvas()
    canvas.line(((0, 0), (5, 5)))
    canvas.box(0, 0, 10, 10)
    root = _drawn(canvas)
    assert not list(root.iter(f"{_SVG}polygon"))
    assert not [one for one in root.iter() if one.get("data-from")]


def test_words_break_at_spaces_and_a_number_stays_with_its_unit() -> None:
    assert wrapped("db.t4g.micro, 20\u00a0GB, two zones", 18) == [
        "db.t4g.micro,",
        "20\u00a0GB, two zones",
    ]
