"""Sessions: the host's view, for the program that made the session and plays in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from types import TracebackType
from typing import Any

from walras.actions import Actions
from walras.arguments import whole, wire_seed
from walras.checks import held
from walras.errors import UnavailableError, bad_request
from walras.layout import Array
from walras.participant import Participant
from walras.parts import by_part
from walras.resets import reset_config
from walras.rollout import (
    Trajectory,
    chunk_of,
    field_selectors,
    read_rollout,
    rollout_request,
    strides,
)
from walras.shared_rollout import CAPABILITY, SharedRollouts
from walras.turn import Turn
from walras.v1 import play_pb2, sessions_pb2


class Session(Participant):
    """A session that this program made: it resets, steps, rolls out, snapshots, restores and closes it."""

    _rollouts: SharedRollouts | None = None  # once there has been one through shared memory
    players: Mapping[str, Any] = {}

    @held
    def reset(
        self,
        *,
        mask: Array | Sequence[bool] | None = None,
        seed: int | None = None,
        row_seeds: Sequence[int] | Array | None = None,
        options: Mapping[str, Any] | None = None,
        shard: int = 0,
    ) -> Turn:
        """Starts new episodes.

        Args:
            mask: bool [B], the rows to reset; None for all.
            seed: a new seed for the rows of the mask: row r of the whole batch draws from the stream of (seed, r).
                None, with no row seeds: the rows go on to the next episodes of their streams.
            row_seeds: int [B], instead of ``seed``: each row is as row 0 of a batch with that seed. Rows outside the
                mask are ignored.
            options: reset option to a number, or to [B] numbers of which NaN means the default; and ``parts``: part to
                the environment's options that its new episodes are of, whose other options stay. The mask must have all
                rows of such a part.
            shard: which shard; B is its number of rows.

        Returns:
            The turn: observations, no reward, no flags.

        Raises:
            InvalidArgumentError: BAD_REQUEST, BAD_OPTION or UNKNOWN_OPTION; nothing has moved.
        """
        self.reset_async(mask=mask, seed=seed, row_seeds=row_seeds, options=options, shard=shard)
        return self.step_wait(shard)

    @held
    def reset_async(
        self,
        *,
        mask: Array | Sequence[bool] | None = None,
        seed: int | None = None,
        row_seeds: Sequence[int] | Array | None = None,
        options: Mapping[str, Any] | None = None,
        shard: int = 0,
    ) -> None:
        """Asks for new episodes, as ``reset`` does, and returns at once; ``step_wait`` takes the turn."""
        self._require_idle(shard)
        step = self._last_step[shard] + 1
        rows = self.num_envs // self.shards
        message = reset_config(rows, mask, seed, row_seeds, options)
        message.shard, message.step = shard, step
        if self._recording is not None and self._recording.shard == shard:
            self._recording.reset(mask)
        slot = None if self._play.shared is None else self._play.shared.grant(shard)
        if slot is not None:
            message.turn_slot = slot
        self._send(play_pb2.PlayRequest(reset=message).SerializeToString(), shard, step)

    def step(self, actions: Actions | None = None, shard: int = 0) -> Turn:
        """As ``Participant.step``; without actions the session's own ``policies`` act, where they play every seat.

        They act as in ``rollout``, as they are. A built-in policy that learns is refused there when the session is
        made: it learns in ``walras run``, and beside a seat that this program holds.

        Raises:
            InvalidArgumentError: BAD_ACTION; no actions, and there are seats that no policy plays.
        """
        if actions is not None:
            return super().step(actions, shard)
        if not self.players:
            raise bad_request("step: actions", "actions for the seats that no policy plays", "none")
        return self.rollout(1, shard=shard).last_turn(shard)

    def by_part(self, tree: Any) -> Any:
        """Arrays ``[B, ...]`` as views ``[parts, rows, ...]``, alone or in dictionaries: ``by_part(turn.reward)``."""
        return by_part(tree, self.session)

    @held
    def rollout(
        self,
        steps: int,
        policy: Any = None,
        *,
        shard: int = 0,
        chunk_steps: int = 0,
        seed: int | None = None,
        fields: Sequence[str] = (),
        reuse: Trajectory | None = None,
    ) -> Trajectory:
        """Plays many steps on the server and returns all of them: no round trip per step.

        Where turns come through shared memory a rollout does too, if the server can.

        Args:
            steps: K.
            policy: who plays the held seats: ``"uniform"``, a built-in's name, ``(name, options)``, one made by
                ``walras.policies``, or a mapping from group to one of these. None: the session's own ``policies``
                where they play every seat, else ``"uniform"``. They play as they are, and learn nothing.
            shard: which shard.
            chunk_steps: the most steps in one message; 0 for the server's choice.
            seed: of the policies' own draws; None for the session's.
            fields: what to record: ``obs``, ``actions``, ``reward``, ``terminated``, ``truncated``, ``active``,
                ``action_mask``, ``metrics``, ``privileged``, or one tensor of these, as ``obs.state``; empty for all.
                What is not recorded is not sent, and the session's last turn is without it.
            reuse: a trajectory that nobody needs any more, such as the one before: where its arrays are as long as
                those to come they are written over, which spares the system from finding fresh memory.

        Returns:
            Arrays ``[K, B, ...]``; the session stands at the last turn of them.

        Raises:
            NotFoundError: UNKNOWN_POLICY.
            InvalidArgumentError: BAD_REQUEST; the policy does not fit the spaces, or there is no such field.
            ResourceExhaustedError: LIMIT; too many steps.
            UnavailableError: the connection broke. With ``reconnect`` the rollout is played anew where no step of it
                was taken; steps that were taken are lost, and the session stands at the last of them.
        """
        self._require_idle(shard)
        selectors = field_selectors(fields)
        if selectors and "rollout_fields" not in self._client.info.capabilities:
            raise bad_request("rollout: fields", "a server that can leave fields out", "one that cannot")
        recording = self._recording if self._recording is not None and self._recording.shard == shard else None
        if recording is not None and (selectors or reuse is not None):
            raise bad_request("rollout", "neither fields nor reuse while it is recorded", "one of them")
        chunk_steps = whole("rollout: chunk_steps", chunk_steps)
        seed = None if seed is None else wire_seed("rollout: seed", seed)
        steps = whole("rollout: steps", steps)
        policy = (self.players or "uniform") if policy is None else policy
        request = rollout_request(self.seats, self._access(), shard, steps, policy, chunk_steps, seed, selectors)
        start = self._last[shard]
        trajectory = self._played(request, selectors, reuse)
        trajectory.start, trajectory.session = start, self.session
        self._last_step[shard] = trajectory.first_step + trajectory.steps - 1
        self._last[shard] = trajectory.last_turn(shard)
        if recording is not None:
            recording.rolled(trajectory)
        return trajectory

    def _played(
        self,
        request: sessions_pb2.RolloutRequest,
        selectors: Sequence[sessions_pb2.FieldSelector],
        reuse: Trajectory | None,
    ) -> Trajectory:
        """As ``_collect``; over another connection where this one breaks before a step was taken."""
        while True:
            try:
                return self._collect(request, selectors, reuse)
            except UnavailableError as lost:
                self._come_back(lost)
                self._require_unplayed(request, lost)

    def _collect(
        self,
        request: sessions_pb2.RolloutRequest,
        selectors: Sequence[sessions_pb2.FieldSelector],
        reuse: Trajectory | None,
    ) -> Trajectory:
        shared = self._shared_rollouts()
        steps = request.steps
        if shared is None:
            messages = self._client.rpc.stream("SessionService", "Rollout", request)
            return read_rollout(self.seats, map(chunk_of, messages), selectors, steps, lasting=True, reuse=reuse)
        with closing(shared.chunks(request, strides(self.seats, selectors))) as chunks:
            return read_rollout(self.seats, chunks, selectors, steps, lasting=False, reuse=reuse)

    def _require_unplayed(self, request: sessions_pb2.RolloutRequest, lost: UnavailableError) -> None:
        shard = request.shard
        stands = self._play.attached.session.last_steps[shard]
        played = stands - self._last_step[shard]
        if played:
            self._take(shard, stands)
            raise UnavailableError(
                f"rollout: the connection broke when {played} of {request.steps} steps were taken, and they are lost "
                f"({lost.message}); the session goes on at turn {stands}",
                lost.reason,
            )

    def _shared_rollouts(self) -> SharedRollouts | None:
        """A connection for rollouts where turns come through shared memory and the server has them too."""
        if self._play.shared is None or CAPABILITY not in self._client.info.capabilities:
            return None
        if self._rollouts is None or not self._rollouts.usable():
            self._end_rollouts()
            self._rollouts = self._client.open_rollouts()
        return self._rollouts

    def _end_rollouts(self) -> None:
        if self._rollouts is not None:
            self._rollouts.close()
            self._rollouts = None

    def snapshot(self) -> bytes:
        """The whole state, as bytes that this server can restore in a session made alike."""
        request = sessions_pb2.SnapshotRequest(access=self._access())
        response = self._reached(lambda: self._client.rpc.unary("SessionService", "Snapshot", request))
        snapshot: bytes = response.snapshot
        return snapshot

    @held
    def restore(self, snapshot: bytes) -> list[Turn]:
        """Goes back to a snapshot of this session or of one made alike.

        Returns:
            A turn per shard, with new numbers and the snapshot's observations.

        Raises:
            InvalidArgumentError: the bytes are no snapshot of this server's, or of another world.
        """
        for shard in range(self.shards):
            self._require_idle(shard)
        request = sessions_pb2.RestoreRequest(access=self._access(), snapshot=snapshot)
        response = self._client.rpc.unary("SessionService", "Restore", request)
        # The turns themselves come down the stream, in order with everything else.
        steps = {turn.shard: turn.step for turn in response.turns}
        return [self._take(shard, steps[shard]) for shard in range(self.shards)]

    def close(self) -> None:
        """Ends the session for everybody. Twice is once."""
        self._end_rollouts()
        self._leave(close_session=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _access(self) -> sessions_pb2.Access:
        return sessions_pb2.Access(
            session_id=self.id, host_token=self._host_token, tickets=list(self._tickets.values())
        )
