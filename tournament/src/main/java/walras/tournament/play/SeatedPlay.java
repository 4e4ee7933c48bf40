package walras.tournament.play;

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
 * <p>A program that fails is not started again: a stream of our own takes its seat and never acts, so that the seat is late,
 * and forfeited, by the session's own rules. When no seat is left that anybody plays, the server plays the rest. Programs
 * that end because the server did are started again with the same seat.
 */
final class SeatedPlay {
    private static final int POLL_MILLIS = 100;
    private static final int FIRST_RECOUNT = 32;

    private final Ground ground;
    private final Match match;
    private final MatchState state;
    private final MatchSession session;
    private final List<Integer> remote; // seats
    private final Programs programs;
    private final Map<Integer, PlayLink> standIns = new HashMap<>(); // by seat
    private final Set<Integer> forfeited = new HashSet<>();
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
        } finally {
            standIns.values().forEach(PlayLink::close);
        }
    }

    private void attend(PlayLink host) throws IOException, InterruptedException {
        Attached attached = host.attached();
        seen = attached.getSession().getLastSteps(0);
        for (Seat seat : attached.getSession().getSeatsList()) {
            if (seat.getState() == SeatState.SEAT_STATE_FORFEITED) {
                forfeited.add(seat.getIndex());
            }
        }
        for (int seat : remote) {
            seatEntrant(seat);
        }
        if (seen < 0) {
            awaitSeats(host, attached);
            host.reset();
        } else {
            episodes = session.count(seen);
        }
        watch(host);
        session.close();
    }

    /** Starts the program of a seat, goes on with the one that runs, or tells a guest where to come. */
    private void seatEntrant(int seat) throws IOException, InterruptedException {
        Entrant entrant = ground.entrant(match, seat);
        if (state.failed(seat)) {
            standIn(seat);
        } else if (entrant.started()) {
            Optional<String> fault = programs.run(seat, address(seat));
            if (fault.isPresent()) {
                fail(seat, fault.get());
            }
        } else if (seen < 0) {
            ground.say("match " + match.index() + ": " + entrant.name() + " joins by " + address(seat));
        }
    }

    private String address(int seat) {
        return "walras://" + ground.link().address() + "/" + state.session() + "?ticket="
                + state.tickets().get(remote.indexOf(seat));
    }

    /** Waits until every seat is taken, by whoever it belongs to or by a stand-in. */
    private void awaitSeats(PlayLink host, Attached attached) throws IOException, InterruptedException {
        Set<Integer> missing = new HashSet<>(remote);
        missing.removeAll(standIns.keySet());
        for (Seat seat : attached.getSession().getSeatsList()) {
            if (seat.getState() == SeatState.SEAT_STATE_ATTACHED) {
                missing.remove(seat.getIndex());
            }
        }
        long start = System.nanoTime();
        while (!missing.isEmpty()) {
            Optional<PlayResponse> response = host.poll(POLL_MILLIS);
            response.filter(PlayResponse::hasEvent)
                    .map(PlayResponse::getEvent)
                    .filter(event -> event.getKind() == EventKind.EVENT_KIND_SEAT_ATTACHED)
                    .ifPresent(event -> missing.remove(event.getSeat()));
            checkPrograms();
            for (int seat : List.copyOf(missing)) {
                long seconds = ground.tournament().limits().joinSeconds(ground.entrant(match, seat));
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds) && !standIns.containsKey(seat)) {
                    fail(seat, "absent");
                }
            }
            missing.removeAll(standIns.keySet());
        }
    }

    private void watch(PlayLink host) throws IOException, InterruptedException {
        while (!episodes.done()) {
            if (forfeited.containsAll(remote)) {
                finishAlone();
                return;
            }
            Optional<PlayResponse> response = host.poll(POLL_MILLIS);
            if (response.isPresent() && response.get().hasTurn()) {
                turn(response.get().getTurn());
            } else if (response.isPresent() && response.get().hasEvent()) {
                event(response.get().getEvent());
            }
            checkPrograms();
        }
    }

    private void event(Event event) {
        if (event.getKind() == EventKind.EVENT_KIND_SEAT_FORFEITED) {
            forfeited.add(event.getSeat());
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
    private void finishAlone() throws IOException {
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

    private void checkPrograms() throws IOException, InterruptedException {
        for (Map.Entry<Integer, String> fault : programs.faults().entrySet()) {
            fail(fault.getKey(), fault.getValue());
        }
    }

    private void fail(int seat, String kind) throws IOException, InterruptedException {
        state.fault(seat, kind);
        ground.say("match " + match.index() + ": " + ground.entrant(match, seat).name() + ": " + kind
                + programs.said(seat));
        standIn(seat);
    }

    /** Ends whatever holds the seat, and keeps it without ever acting. */
    private void standIn(int seat) throws InterruptedException {
        if (standIns.containsKey(seat)) {
            return;
        }
        PlayLink link = PlayLink.standIn(
                ground.link().play(), state.session(), state.tickets().get(remote.indexOf(seat)));
        standIns.put(seat, link);
        link.attached();
    }
}
