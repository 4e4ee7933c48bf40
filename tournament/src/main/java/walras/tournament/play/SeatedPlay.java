package walras.tournament.play;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import walras.tournament.file.Entrant;
import walras.tournament.plan.Match;
import walras.v1.Attached;
import walras.v1.Event;
import walras.v1.EventKind;
import walras.v1.NamedPolicy;
import walras.v1.PlayResponse;
import walras.v1.Seat;
import walras.v1.SeatState;
import walras.v1.Turn;

/**
 * A match with programs, containers or guests in it. The host's stream tells who is there, and whose episodes have ended.
 *
 * <p>A program that fails is not started again: its seat is forfeited, and plays what a late one plays. A seat that the
 * session's own rules forfeit needs its program no more. When no seat is left that anybody plays, the server plays the rest.
 * Programs that end because the server did are started again with the same seat.
 */
final class SeatedPlay {
    private static final int POLL_MILLIS = 100;
    private static final int QUIET_POLLS = 20;
    private static final int FIRST_RECOUNT = 32;
    private static final int ANSWER_SECONDS = 60;

    private final Ground ground;
    private final Match match;
    private final MatchState state;
    private final MatchSession session;
    private final List<Integer> remote; // seats
    private final Programs programs;
    private final Set<Integer> forfeited = new HashSet<>();
    private final Map<Integer, Long> away = new HashMap<>(); // since when guests have left their seats, nanoseconds
    private EpisodeCount episodes;
    private long seen = -1; // the last turn
    private boolean gap; // turns were missed since episodes were counted
    private long recountAt = FIRST_RECOUNT;

    SeatedPlay(Ground ground, Match match, MatchState state, Programs programs) {
        this.programs = programs;
        this.ground = ground;
        this.match = match;
        this.state = state;
        session = new MatchSession(ground, match, state);
        remote = session.remoteSeats();
        episodes = new EpisodeCount(match.setting().rows(), match.setting().episodes());
    }

    void play() throws IOException, InterruptedException {
        if (!state.begun()) {
            session.create(false);
        }
        try (PlayLink host = PlayLink.host(ground.link().play(), state.session(), state.hostToken())) {
            attend(host);
        } catch (StatusRuntimeException refused) {
            // Another runner may have closed the session before it could put the match down.
            if (!Trouble.gone(refused) || !session.count(Long.MAX_VALUE).done()) {
                throw refused;
            }
        }
    }

    private void attend(PlayLink host) throws IOException, InterruptedException {
        Attached attached = host.attached();
        seen = attached.getSession().getLastSteps(0);
        attached.getSession().getSeatsList().forEach(this::see);
        for (int seat : remote) {
            if (!forfeited.contains(seat)) {
                seatEntrant(host, seat);
            }
        }
        if (seen < 0) {
            awaitSeats(host, attached);
            host.reset();
            awaitBeginning(host);
        } else {
            episodes = session.count(seen);
        }
        watch(host);
        session.close();
    }

    /** Starts the program of a seat, goes on with the one that runs, or tells a guest where to come. */
    private void seatEntrant(PlayLink host, int seat) throws IOException {
        Entrant entrant = ground.entrant(match, seat);
        if (state.failed(seat)) {
            forfeit(host, seat);
        } else if (entrant.started()) {
            Optional<String> fault = programs.run(seat, address(seat));
            if (fault.isPresent()) {
                fail(host, seat, fault.get());
            }
        } else if (seen < 0) {
            ground.guests().invite(match, seat, entrant, state.session(), ticket(seat));
        }
    }

    private String address(int seat) {
        return ground.link().seat(state.session(), ticket(seat));
    }

    private String ticket(int seat) {
        return state.tickets().get(remote.indexOf(seat));
    }

    /** Waits until every seat is taken or forfeited. */
    private void awaitSeats(PlayLink host, Attached attached) throws IOException, InterruptedException {
        Set<Integer> missing = new HashSet<>(remote);
        missing.removeAll(forfeited);
        for (Seat seat : attached.getSession().getSeatsList()) {
            if (seat.getState() == SeatState.SEAT_STATE_ATTACHED) {
                missing.remove(seat.getIndex());
            }
        }
        long start = System.nanoTime();
        while (!missing.isEmpty()) {
            Optional<Event> event =
                    host.poll(POLL_MILLIS).filter(PlayResponse::hasEvent).map(PlayResponse::getEvent);
            event.ifPresent(this::event);
            event.filter(any -> any.getKind() == EventKind.EVENT_KIND_SEAT_ATTACHED)
                    .ifPresent(attachedNow -> missing.remove(attachedNow.getSeat()));
            checkPrograms(host);
            missing.removeAll(forfeited);
            for (int seat : List.copyOf(missing)) {
                long seconds = ground.tournament().limits().joinSeconds(ground.entrant(match, seat));
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
                    fail(host, seat, "absent");
                    missing.remove(seat);
                }
            }
        }
    }

    /** Turn 0 is there before anything is played on: a rollout is another call, and could come before the reset. */
    private void awaitBeginning(PlayLink host) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (seen < 0) {
            take(host.poll(POLL_MILLIS));
            requireBefore(end, "no turn after the reset");
        }
    }

    private static void requireBefore(long end, String missing) {
        if (System.nanoTime() - end > 0) {
            throw Status.DEADLINE_EXCEEDED.withDescription(missing).asRuntimeException();
        }
    }

    private void watch(PlayLink host) throws IOException, InterruptedException {
        int quiet = 0;
        while (!episodes.done()) {
            if (forfeited.containsAll(remote)) {
                finishAlone(host);
                return;
            }
            Optional<PlayResponse> response = host.poll(POLL_MILLIS);
            take(response);
            quiet = response.isPresent() ? 0 : quiet + 1;
            if (quiet == QUIET_POLLS) { // events may be missing, as turns may
                session.seats().forEach(this::see);
                quiet = 0;
            }
            checkPrograms(host);
            checkGuests(host);
        }
    }

    /** A guest that has left may come back for as long as it may take to come at all; then its seat is forfeited. */
    private void checkGuests(PlayLink host) throws IOException {
        for (Map.Entry<Integer, Long> left : List.copyOf(away.entrySet())) {
            int seat = left.getKey();
            long seconds = ground.tournament().limits().joinSeconds(ground.entrant(match, seat));
            if (System.nanoTime() - left.getValue() > TimeUnit.SECONDS.toNanos(seconds) && !forfeited.contains(seat)) {
                fail(host, seat, "absent");
            }
        }
        away.keySet().removeAll(forfeited);
    }

    private void take(Optional<PlayResponse> response) throws IOException {
        if (response.isPresent() && response.get().hasTurn()) {
            turn(response.get().getTurn());
        } else if (response.isPresent() && response.get().hasEvent()) {
            event(response.get().getEvent());
        }
    }

    private void event(Event event) {
        switch (event.getKind()) {
            case EVENT_KIND_SEAT_FORFEITED -> retire(event.getSeat());
            case EVENT_KIND_SEAT_ATTACHED -> away.remove(event.getSeat());
            case EVENT_KIND_SEAT_LEFT, EVENT_KIND_SEAT_LOST -> {
                if (!ground.entrant(match, event.getSeat()).started()) {
                    away.putIfAbsent(event.getSeat(), System.nanoTime());
                }
            }
            default -> {}
        }
    }

    private void see(Seat seat) {
        if (seat.getState() == SeatState.SEAT_STATE_FORFEITED) {
            retire(seat.getIndex());
        }
    }

    /** The seat plays late actions from now on; its program would only be refused. */
    private void retire(int seat) {
        if (forfeited.add(seat)) {
            programs.retire(seat);
        }
    }

    /** Turns come in order, and some may be missing: then the log is asked, now and then, for it takes a replay. */
    private void turn(Turn turn) throws IOException {
        if (turn.getStep() <= seen) {
            return;
        }
        gap |= turn.getStep() != seen + 1;
        seen = turn.getStep();
        episodes.finish(turn.getFinalRows().asReadOnlyByteBuffer());
        if (gap && seen >= recountAt) {
            episodes = session.count(seen);
            gap = false;
            recountAt = seen + Math.max(FIRST_RECOUNT, seen / 4);
        }
    }

    /** Nobody is left whom the server would wait for. */
    private void finishAlone(PlayLink host) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
        while (!session.seats().stream()
                .filter(seat -> remote.contains(seat.getIndex()))
                .allMatch(seat -> seat.getState() == SeatState.SEAT_STATE_FORFEITED)) {
            host.poll(POLL_MILLIS); // else seats would play the policy of the rollout, not what late ones play
            requireBefore(end, "seats are not forfeited");
        }
        episodes = session.count(Long.MAX_VALUE);
        if (episodes.done()) {
            return;
        }
        NamedPolicy policy = ground.tournament()
                .late()
                .policy()
                .map(SessionPlan::policy)
                .orElse(NamedPolicy.newBuilder().setName("random").build());
        Map<Integer, Integer> seats = new HashMap<>();
        for (int k = 0; k < remote.size(); k++) {
            seats.put(k, remote.get(k));
        }
        session.rollout(Collections.nCopies(remote.size(), policy), seats, episodes, 0);
    }

    private void checkPrograms(PlayLink host) throws IOException {
        Map<Integer, String> faults = programs.faults();
        if (faults.isEmpty()) {
            return;
        }
        // What it has ended over is in the log before it could know.
        EpisodeCount played = session.count(Long.MAX_VALUE);
        if (played.done()) {
            episodes = played;
            return;
        }
        List<Seat> seats = session.seats();
        seats.forEach(this::see);
        for (Map.Entry<Integer, String> fault : faults.entrySet()) {
            int seat = fault.getKey();
            if (!forfeited.contains(seat)) {
                boolean refused =
                        fault.getValue().equals("crash") && seats.get(seat).getRefusals() > 0;
                fail(host, seat, refused ? "illegal" : fault.getValue());
            }
        }
    }

    private void fail(PlayLink host, int seat, String kind) throws IOException {
        state.fault(seat, kind);
        ground.say("match " + match.index() + ": " + ground.entrant(match, seat).name() + ": " + kind
                + programs.said(seat));
        forfeit(host, seat);
    }

    private void forfeit(PlayLink host, int seat) {
        host.forfeit(seat);
        retire(seat);
    }
}
