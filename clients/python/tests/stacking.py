"""A stream in between that answers stacked acts, whatever the server can: it plays them as an act for every lane."""

from walras.layout import Layout
from walras.v1 import play_pb2, sessions_pb2


class Stacking:
    """Wraps a PlayMany stream.

    Args:
        stream: the stream to the server, which sees acts of single lanes only.
        apart: of lane and step number, whether the lane is to be answered by itself.
        log: gets the count of every act that was sent.
    """

    def __init__(self, stream, apart, log):
        self._stream = stream
        self._apart = apart
        self._log = log
        self._sessions = {}
        self._flying = {}
        self._ready = []

    def send(self, message):
        request = play_pb2.PlayManyRequest.FromString(message)
        plain = play_pb2.PlayManyRequest()
        for lane in request.lanes:
            if lane.request.HasField("act"):
                self._log.append(max(1, lane.count))
            if lane.count > 1:
                self._flying[lane.lane] = (lane.count, lane.request.act.step, {})
                plain.lanes.extend(self._cut(lane))
            else:
                plain.lanes.append(lane)
        self._stream.send(plain.SerializeToString())

    def _layouts(self, kind):
        (session, *_) = self._sessions.values()
        return {seat.index: Layout.of(getattr(seat, f"{kind}_layout")) for seat in session.seats}

    def _cut(self, lane):
        act = lane.request.act
        layouts = self._layouts("action")
        for k in range(lane.count):
            frames = []
            for frame in act.frames:
                layout = layouts[frame.seat]
                assert len(frame.frame) == layout.stacked(lane.count).size_bytes
                own = bytearray(layout.size_bytes)
                for one, all_ in zip(layout.fields, layout.stacked(lane.count).fields, strict=True):
                    one.view(own, 0)[...] = all_.view(frame.frame, 0)[k]
                frames.append(sessions_pb2.SeatFrame(seat=frame.seat, frame=bytes(own)))
            single = sessions_pb2.Act(step=act.step, frames=frames)
            yield play_pb2.LaneRequest(lane=lane.lane + k, request=play_pb2.PlayRequest(act=single))

    def receive(self):
        while not self._ready:
            data = self._stream.receive()
            if data is None:
                return None
            self._file(play_pb2.PlayManyResponse.FromString(bytes(data)))
        return self._ready.pop()  # the latest first: lanes have no order among them

    def _file(self, message):
        through = play_pb2.PlayManyResponse()
        for lane in message.lanes:
            if lane.response.HasField("attached"):
                self._sessions[lane.lane] = lane.response.attached.session
            of = [first for first, (count, _, _) in self._flying.items() if first <= lane.lane < first + count]
            _, step, answers = self._flying[of[0]] if of else (0, 0, {})
            if of and lane.lane not in answers and self._is_answer(lane, step):
                answers[lane.lane] = lane
            else:
                through.lanes.append(lane)
        if through.lanes:
            self._ready.append(through.SerializeToString())
        for first, (count, _, answers) in list(self._flying.items()):
            if len(answers) == count:
                del self._flying[first]
                self._ready += self._answers(first, count, answers)

    @staticmethod
    def _is_answer(lane, step):
        if lane.response.HasField("turn"):
            return lane.response.turn.step == step
        return not lane.response.HasField("event")

    def _answers(self, first, count, answers):
        turns = {k: lane.response.turn for k, lane in answers.items() if lane.response.HasField("turn")}
        turns = {k: turn for k, turn in turns.items() if not self._apart(k, turn.step)}
        for k, lane in answers.items():
            if k not in turns:
                yield play_pb2.PlayManyResponse(lanes=[lane]).SerializeToString()
        if turns:
            response = play_pb2.PlayResponse(turn=self._joined(first, count, turns))
            apart = sorted(answers.keys() - turns.keys())
            lane = play_pb2.LaneResponse(lane=first, response=response, count=count, apart=apart)
            yield play_pb2.PlayManyResponse(lanes=[lane]).SerializeToString()

    def _joined(self, first, count, turns):
        one = next(iter(turns.values()))
        joined = sessions_pb2.Turn(step=one.step, cause=one.cause)
        layouts = self._layouts("observation")
        for frame in one.frames:
            layout, stacked = layouts[frame.seat], layouts[frame.seat].stacked(count)
            whole = bytearray(b"\x55") * stacked.size_bytes  # what is nobody's means nothing
            for k, turn in turns.items():
                own = next(other.frame for other in turn.frames if other.seat == frame.seat)
                for field, all_ in zip(layout.fields, stacked.fields, strict=True):
                    all_.view(whole, 0)[k - first] = field.view(own, 0)
            joined.frames.add(seat=frame.seat, frame=bytes(whole))
        self._join_finals(joined, first, turns, layouts)
        return joined

    def _join_finals(self, joined, first, turns, layouts):
        import numpy as np

        ended = {k: np.frombuffer(turn.final_rows, "<i4") for k, turn in sorted(turns.items()) if turn.final_rows}
        if not ended:
            return
        rows = [own + (k - first) * next(iter(layouts.values())).rows for k, own in ended.items()]
        joined.final_rows = np.concatenate(rows).astype("<i4").tobytes()
        total = sum(map(len, rows))
        for frame in turns[next(iter(ended))].final_frames:
            layout = layouts[frame.seat].final(total)
            whole, at = bytearray(layout.size_bytes), 0
            for k, own in ended.items():
                its = next(other.frame for other in turns[k].final_frames if other.seat == frame.seat)
                for field, all_ in zip(layouts[frame.seat].final(len(own)).fields, layout.fields, strict=True):
                    all_.view(whole, 0)[at : at + len(own)] = field.view(its, 0)
                at += len(own)
            joined.final_frames.add(seat=frame.seat, frame=bytes(whole))

    def half_close(self):
        self._stream.half_close()

    def cancel(self):
        self._stream.cancel()
