package walras.tournament.play;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import walras.tournament.plan.Match;
import walras.v1.Access;
import walras.v1.CloseSessionRequest;
import walras.v1.CreateSessionRequest;
import walras.v1.CreateSessionResponse;
import walras.v1.FieldKind;
import walras.v1.FieldSelector;
import walras.v1.FinalRows;
import walras.v1.GetSessionRequest;
import walras.v1.NamedPolicy;
import walras.v1.Policy;
import walras.v1.ResetConfig;
import walras.v1.ResetRequest;
import walras.v1.RolloutRequest;
import walras.v1.RolloutResponse;
import walras.v1.Seat;
import walras.v1.SeatPolicy;
import walras.v1.Ticket;

/** The session of one match, as its host has it. */
final class MatchSession {
    private static final int MOST_STEPS = 1 << 20;
    private static final int FIRST_CHUNK = 64;

    private final Ground ground;
    private final Match match;
    private final MatchState state;

    MatchSession(Ground ground, Match match, MatchState state) {
        this.ground = ground;
        this.match = match;
        this.state = state;
    }

    void create(boolean byItself) throws IOException {
        CreateSessionResponse made = ground.link()
                .sessions()
                .createSession(CreateSessionRequest.newBuilder()
                        .setConfig(SessionPlan.of(ground.tournament(), match, byItself))
                        .build());
        state.begin(
                made.getSession().getId(),
                made.getHostToken(),
                made.getTicketsList().stream().map(Ticket::getTicket).toList());
    }

    private Access host() {
        return Access.newBuilder()
                .setSessionId(state.session())
                .setHostToken(state.hostToken())
                .build();
    }

    void reset() {
        ground.link()
                .sessions()
                .reset(ResetRequest.newBuilder()
                        .setAccess(host())
                        .setReset(ResetConfig.newBuilder().setStep(0))
                        .build());
    }

    /** Ends it; it may have ended already. */
    void close() {
        try {
            ground.link()
                    .sessions()
                    .closeSession(
                            CloseSessionRequest.newBuilder().setAccess(host()).build());
        } catch (StatusRuntimeException refused) {
            if (!Trouble.gone(refused)) {
                throw refused;
            }
        }
    }

    /** Ends it and takes its log away: it was broken off before anything of it counted. */
    void discard() throws IOException {
        close();
        Optional<Path> log = ground.link().log(state.session());
        if (log.isPresent()) {
            Files.deleteIfExists(log.get());
        }
    }

    /**
     * Plays on the server until every row has finished its episodes.
     *
     * @param policies of the remote seats, in their order
     * @param knownSteps how many it takes; 0 where nobody knows
     * @return the steps that were played
     */
    int rollout(List<NamedPolicy> policies, Map<Integer, Integer> seatOfTicket, EpisodeCount episodes, int knownSteps) {
        RolloutRequest.Builder request = RolloutRequest.newBuilder()
                .setAccess(Access.newBuilder().setSessionId(state.session()).addAllTickets(state.tickets()))
                .setSteps(knownSteps > 0 ? knownSteps : MOST_STEPS)
                .setChunkSteps(knownSteps > 0 ? 0 : FIRST_CHUNK)
                .addFields(FieldSelector.newBuilder().setKind(FieldKind.FIELD_KIND_TERMINATED));
        for (int k = 0; k < policies.size(); k++) {
            request.addPolicies(SeatPolicy.newBuilder()
                    .setSeat(seatOfTicket.getOrDefault(k, k))
                    .setPolicy(Policy.newBuilder().setNamed(policies.get(k))));
        }
        int steps = 0;
        Context.CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            Iterator<RolloutResponse> chunks = ground.link().unlimited().rollout(request.build());
            while (!episodes.done() && chunks.hasNext()) {
                RolloutResponse chunk = chunks.next();
                steps += chunk.getSteps();
                for (FinalRows rows : chunk.getFinalRowsList()) {
                    episodes.finish(rows.getFinalRows().asReadOnlyByteBuffer());
                }
            }
            while (knownSteps > 0 && chunks.hasNext()) {
                steps += chunks.next().getSteps();
            }
        } finally {
            context.detach(before);
            context.cancel(null);
        }
        return steps;
    }

    /** Episodes that the log has. */
    EpisodeCount count(long throughStep) throws IOException {
        Optional<Path> log = ground.link().log(state.session());
        return log.isPresent()
                ? MatchReplay.count(ground.registry(), log.get(), match, throughStep)
                : new EpisodeCount(match.setting().rows(), match.setting().episodes());
    }

    /** How the session's seats stand. */
    List<Seat> seats() {
        return ground.link()
                .sessions()
                .getSession(GetSessionRequest.newBuilder().setAccess(host()).build())
                .getSession()
                .getSeatsList();
    }

    /** Seats that somebody takes by a ticket, in the order of the tickets. */
    List<Integer> remoteSeats() {
        List<Integer> seats = new ArrayList<>();
        for (int seat = 0; seat < match.pairing().seating().size(); seat++) {
            if (ground.entrant(match, seat).policy().isEmpty()) {
                seats.add(seat);
            }
        }
        return seats;
    }
}
