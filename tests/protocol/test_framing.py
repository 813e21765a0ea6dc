"""The reader finds every frame in the stream, however it is cut and whatever lies between."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_ls.lsp.envelope import decode, peek_id
from persona_ls.lsp.framing import Frames, Skipped

BODY = b'{"a":1}'
FRAME = b"Content-Length: 7\r\n\r\n" + BODY


def read(stream, cuts=(), limit=10**6):
    """What the reader makes of ``stream`` when it comes in pieces."""
    frames, at, found = Frames(limit), 0, []
    for cut in (*sorted(cuts), len(stream)):
        found += frames.feed(stream[at:cut])
        at = max(at, cut)
    return found


class TestHeaders:
    @pytest.mark.parametrize(
        "header",
        [
            b"Content-Length: 7\r\n\r\n",
            b"content-length: 7\r\n\r\n",
            b"CONTENT-LENGTH:7\r\n\r\n",
            b"Content-Length \t:\t 7 \r\n\r\n",
            b"Content-Length: 007\r\n\r\n",
            b"Content-Length: 7\n\n",
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 7\r\n\r\n",
            b"Content-Length: 7\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n",
            b"\r\n\r\n\nContent-Length: 7\r\n\r\n",
        ],
    )
    def test_headers_may_be_written_in_many_ways(self, header):
        assert read(header + BODY + FRAME) == [BODY, BODY]

    def test_an_empty_frame_is_a_frame(self):
        assert read(b"Content-Length: 0\r\n\r\n" + FRAME) == [b"", BODY]

    def test_a_length_counts_bytes(self):
        body = json.dumps("é😀", ensure_ascii=False).encode()
        assert read(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) + FRAME) == [body, BODY]

    @pytest.mark.parametrize(
        "header",
        [
            b"Content-Length: seven\r\n\r\n",
            b"Content-Length: -7\r\n\r\n",
            b"Content-Length: 7.5\r\n\r\n",
            b"Content-Length: 0x7\r\n\r\n",
            b"Content-Length:\r\n\r\n",
            b"Content-Length: 99999999999999999999999\r\n\r\n",
            b"Content-Type: x\r\n\r\n",
            b"Content-Length 7\r\n\r\n",
        ],
    )
    def test_after_a_broken_header_reading_goes_on_at_the_next_frame(self, header):
        """The body of the broken frame is reported too, so that its id can be answered."""
        lost = b'{"jsonrpc":"2.0","id":5}'
        first, second, *frames = read(header + lost + FRAME + FRAME)
        assert first == Skipped("no Content-Length in the header", header.strip())
        assert second == Skipped("bytes between two frames", lost)
        assert frames == [BODY, BODY]

    @pytest.mark.parametrize(
        "garbage", [b"}", b"\x00\xff", b"\r\n garbage\r\n", b'"a": 1}', b"{" * 3000, b"x" * 200_000]
    )
    def test_bytes_between_two_frames_are_skipped(self, garbage):
        found = read(FRAME + garbage + FRAME)
        assert [one for one in found if isinstance(one, bytes)] == [BODY, BODY]
        assert any(isinstance(one, Skipped) for one in found)

    def test_the_head_of_what_was_skipped_is_short(self):
        (skipped, *_) = read(b"x" * 200_000)
        assert skipped == Skipped("a header without end", b"x" * 1024)

    def test_a_header_without_end_is_not_collected(self):
        frames = Frames()
        for _ in range(100):
            list(frames.feed(b"Content-Length: 1" + b"x" * 10_000))
        assert len(frames._buffer) < 20_000
        assert [one for one in frames.feed(FRAME) if isinstance(one, bytes)] == [BODY]


class TestLimit:
    def test_a_frame_of_the_longest_length_is_read(self):
        assert read(FRAME, limit=7) == [BODY]

    def test_a_longer_one_is_skipped_and_reported_with_its_head(self):
        body = b'{"jsonrpc":"2.0","id":5,"method":"x","params":"' + b"y" * 5000 + b'"}'
        stream = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        for cuts in ((), range(0, 6000, 10)):
            assert read(FRAME + stream + FRAME, cuts, limit=2000) == [
                BODY,
                Skipped("a frame longer than 2000 bytes", body[:1024]),
                BODY,
            ]

    def test_it_is_not_collected(self):
        frames = Frames(limit=10)
        assert list(frames.feed(b"Content-Length: 1000000\r\n\r\n")) == []
        for _ in range(9):
            assert list(frames.feed(b"x" * 100_000)) == []
            assert len(frames._buffer) == 0
        (skipped, body) = frames.feed(b"x" * 100_000 + b"Content-Length: 7\r\n\r\n" + BODY)
        assert (skipped.head, body) == (b"x" * 1024, BODY)


bodies = st.lists(st.binary(max_size=40), max_size=6)


@given(bodies, st.data())
def test_it_does_not_matter_where_the_stream_is_cut(parts, data):
    stream = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(part), part) for part in parts)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    assert read(stream, cuts) == parts


@given(st.binary(max_size=300), st.data())
def test_no_bytes_stop_the_reader(noise, data):
    """Unless they happen to announce a frame, a frame that follows is found, wherever the stream is cut."""
    stream = noise + b"\r\n\r\n" + FRAME
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10))
    found = read(stream, cuts)
    assert b"ength" in noise.lower() or found[-1] == BODY


class TestPeekId:
    @pytest.mark.parametrize(
        ("head", "identity"),
        [
            (b'{"jsonrpc":"2.0","id":5,"method":"x","params":{', 5),
            (b'{"id":-5,"params":{', -5),
            (b' { "method" : "x" , "jsonrpc" : "2.0" , "id" : "a\\"b" , ', 'a"b'),
            (b'{"jsonrpc":"2.0","id":"\\ud83d\\ude00","m', "😀"),
            (b'{"jsonrpc":"2.0","method":"x","params":{"id":5}', None),
            (b'{"jsonrpc":"2.0","params":{"x":1},"id":5}', None),
            (b'{"jsonrpc":"2.0","id":null,"method"', None),
            (b'{"jsonrpc":"2.0","id":12', None),
            (b'{"jsonrpc":"2.0","id":"abc', None),
            (b'[{"jsonrpc":"2.0","id":5,', None),
            (b'{"jsonrpc":"2.0","id":"\\x",', None),
            (b"", None),
        ],
    )
    def test_the_id_is_known_when_it_stands_before_the_params(self, head, identity):
        assert peek_id(head) == identity


class TestDecode:
    @pytest.mark.parametrize("body", [b'"\xed\xa0\xbd"', b'"\\ud83d"'])
    def test_lone_surrogates_pass(self, body):
        assert decode(body) == "\ud83d"

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"NaN", b"[Infinity]", b'"\xff"', b"1 2", b"\xef\xbb\xbf{}", b"[" * 100_000, b"9" * 5000]
    )
    def test_what_is_no_json_is_a_value_error(self, body):
        with pytest.raises(ValueError):  # noqa: PT011 - that is the contract
            decode(body)
