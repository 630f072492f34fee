"""The house layout and the one plotly configuration."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from dashboards import theme

pytestmark = pytest.mark.unit


def test_no_chart_offers_an_upload() -> None:
    """The only button saves a file; nothing can be sent to a cloud."""
    assert theme.CONFIG["modeBarButtons"] == [["toImage"]]
    assert theme.CONFIG["showSendToCloud"] is theme.CONFIG["displaylogo"] is False
    assert theme.CONFIG["plotlyServerURL"] == ""


def test_embedded_text_cannot_end_its_script() -> None:
    """Whatever a figure holds, the script that draws it ends where it should."""
    figure = theme.dress(go.Figure(), title="</script>", height=100, margin=(0, 0), key="</script><!--")
    figure.add_scatter(x=[1], y=[1], name="</script>")
    html = theme.embed(figure, "chart")
    assert html.count("</script>") == 1
    assert html.endswith("</script>")
    assert "<!--" not in html


def test_embedding_leaves_the_figure_alone() -> None:
    """The page takes the title for its heading; the figure itself keeps title and height."""
    figure = theme.dress(go.Figure(), title="Seen", height=100, margin=(0, 0))
    height = figure.layout.height
    html = theme.embed(figure, "chart")
    assert (figure.layout.title.text, figure.layout.height) == ("Seen", height)
    assert "Seen" not in html
    assert f"height:{height - theme.TITLE_HEIGHT}px" in html


def test_key_makes_room_for_itself() -> None:
    """Every line of the key adds to the height, so that none of it lies on the plot."""
    short, long = (theme.dress(go.Figure(), title="", height=99, margin=(0, 0), key=key) for key in ("a", "a<br>b"))
    assert long.layout.height - short.layout.height == theme.KEY_LINE
    assert long.layout.margin.t - short.layout.margin.t == theme.KEY_LINE


def test_segments_never_look_alike() -> None:
    """Up to forty kinds of segment differ in colour or pattern."""
    looks = {(theme.segment(index)["color"], theme.segment(index)["pattern"]["shape"]) for index in range(40)}
    assert len(looks) == 40


def test_long_names_are_broken_and_shown_as_written() -> None:
    """A name breaks into lines and its tags are not read."""
    assert theme.safe("<b> two", 3) == "&lt;b&gt;<br>two"
    assert theme.safe("", 3) == ""
