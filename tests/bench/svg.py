"""Charts as SVG text: horizontal bars, and lines on logarithmic axes."""
import math
from xml.sax.saxutils import escape

COLOURS = {"self": "#d1495b", "peer": "#4f7cac", "kept": "#9db8d6", "limit": "#9aa5b1"}
LINE_COLOURS = (
    "#4f7cac",
    "#66a182",
    "#edae49",
    "#8d6a9f",
    "#00798c",
    "#a26769",
    "#5f6f52",
    "#b5838d",
    "#3d5a80",
    "#bc6c25",
)
WIDTH, LABELS, VALUES = 760, 150, 90
FONT = 'font-family="sans-serif" font-size="12"'


class Bar:
    def __init__(self, label, value, text, role):
        self.label, self.value, self.text, self.role = label, value, text, role


def frame(height, title, subtitle, body):
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" '
            'viewBox="0 0 {0} {1}" {2}>'.format(WIDTH, height, FONT),
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            '<text x="12" y="22" font-size="14" font-weight="bold" fill="#222222">{}</text>'.format(
                escape(title)
            ),
            '<text x="12" y="40" fill="#666666">{}</text>'.format(escape(subtitle)),
        ]
        + body
        + ["</svg>", ""]
    )


def bar_chart(title, subtitle, bars):
    """Bars in the order given, the shortest first. One that is far longer than the others is cut, and its
    end says so.
    """
    room = WIDTH - LABELS - VALUES - 24
    longest = max(bar.value for bar in bars)
    # Cut where most bars can still be distinguished: at 4 times the middle one.
    middle = sorted(bar.value for bar in bars)[len(bars) // 2]
    scale = min(longest, 4 * middle) or 1
    body = []
    for i, bar in enumerate(bars):
        y = 56 + i * 22
        length = max(1.0, min(bar.value / scale, 1.0) * room)
        body.append(
            '<text x="{}" y="{}" text-anchor="end" fill="#222222">{}</text>'.format(
                LABELS, y + 13, escape(bar.label)
            )
        )
        body.append(
            '<rect x="{}" y="{}" width="{:.1f}" height="16" fill="{}"/>'.format(
                LABELS + 8, y, length, COLOURS[bar.role]
            )
        )
        if bar.value > scale:
            x = LABELS + 8 + room - 18
            body.append('<path d="M{} {} l6 -16 h4 l-6 16 z" fill="#ffffff"/>'.format(x, y + 16))
        body.append(
            '<text x="{:.1f}" y="{}" fill="#222222">{}</text>'.format(
                LABELS + 14 + length, y + 13, escape(bar.text)
            )
        )
    return frame(66 + 22 * len(bars), title, subtitle, body)


def decades(values):
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) - 1e-9)


def line_chart(title, subtitle, lines):
    """`lines` maps a name to (role, [(x, y), ...]); both axes are logarithmic."""
    points = [point for _, series in lines.values() for point in series if point[1] > 0]
    if not points:
        return frame(66, title, subtitle, [])
    left, top, right, bottom = 60, 60, WIDTH - 170, 380
    x_low, x_high = decades([x for x, _ in points])
    y_low, y_high = decades([y for _, y in points])

    def at(x, y):
        return (
            left + (math.log10(x) - x_low) / max(x_high - x_low, 1) * (right - left),
            bottom - (math.log10(y) - y_low) / max(y_high - y_low, 1) * (bottom - top),
        )

    body = grid(at, (x_low, x_high), (y_low, y_high), (left, top, right, bottom))
    ends = []
    for i, (name, (role, series)) in enumerate(lines.items()):
        colour = COLOURS[role] if role in ("self", "limit") else LINE_COLOURS[i % len(LINE_COLOURS)]
        places = [at(x, y) for x, y in series if y > 0]
        if not places:
            continue
        path = " ".join("{:.1f},{:.1f}".format(*place) for place in places)
        width = 3 if role == "self" else 1.5
        body.append(
            '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"/>'.format(
                path, colour, width
            )
        )
        ends.append((places[-1], name, colour))
    return frame(bottom + 40, title, subtitle, body + names(ends, right))


def grid(at, x_range, y_range, box):
    left, top, right, bottom = box
    body = []
    for power in range(x_range[0], x_range[1] + 1):
        x, _ = at(10.0**power, 10.0 ** y_range[0])
        body.append('<path d="M{:.1f} {} V{}" stroke="#dddddd"/>'.format(x, top, bottom))
        body.append(
            '<text x="{:.1f}" y="{}" text-anchor="middle" fill="#666666">10^{}</text>'.format(
                x, bottom + 18, power
            )
        )
    for power in range(y_range[0], y_range[1] + 1):
        _, y = at(10.0 ** x_range[0], 10.0**power)
        body.append('<path d="M{} {:.1f} H{}" stroke="#dddddd"/>'.format(left, y, right))
        body.append(
            '<text x="{}" y="{:.1f}" text-anchor="end" fill="#666666">{:g}</text>'.format(
                left - 8, y + 4, 10.0**power
            )
        )
    return body


def names(ends, right):
    """The names at the ends of the lines, moved apart where they would overlap."""
    body, last = [], -math.inf
    for (x, y), name, colour in sorted(ends, key=lambda end: end[0][1]):
        last = max(y, last + 13)
        body.append(
            '<path d="M{:.1f} {:.1f} L{} {:.1f}" stroke="{}" stroke-dasharray="2 3" '
            'fill="none"/>'.format(x, y, right + 8, last, colour)
        )
        body.append(
            '<text x="{}" y="{:.1f}" fill="{}">{}</text>'.format(
                right + 12, last + 4, colour, escape(name)
            )
        )
    return body
