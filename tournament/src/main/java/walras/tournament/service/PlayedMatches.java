package walras.tournament.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import walras.env.Problem;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.play.Structs;
import walras.tournament.store.MatchResult;
import walras.tournament.store.Store;
import walras.v1.ListMatchesRequest;
import walras.v1.ListMatchesResponse;
import walras.v1.TournamentMatch;
import walras.v1.TournamentSeat;

/** What everybody may know of the matches that are over. */
final class PlayedMatches {
    private static final int USUAL = 100;
    private static final int MOST = 1000;

    private final Tournament tournament;
    private final Plan plan;
    private final ListMatchesResponse.Builder found = ListMatchesResponse.newBuilder();

    private PlayedMatches(Tournament tournament, Plan plan) {
        this.tournament = tournament;
        this.plan = plan;
    }

    /** @throws Problem for a first match below 0, or a count that is out of bounds */
    static void check(ListMatchesRequest request) {
        if (request.getFirstMatch() < 0) {
            throw Problem.request("first_match", "at least 0", request.getFirstMatch());
        } else if (request.getCount() < 0 || request.getCount() > MOST) {
            throw Problem.request("count", "0 .. " + MOST, request.getCount());
        }
    }

    /** @param folder of the tournament */
    static ListMatchesResponse of(Tournament tournament, Plan plan, Path folder, ListMatchesRequest request) {
        PlayedMatches matches = new PlayedMatches(tournament, plan);
        int count = request.getCount() == 0 ? USUAL : request.getCount();
        try (Store store = Store.open(folder.resolve(Records.STORE))) {
            store.each(request.getFirstMatch(), count, matches::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return matches.found.build();
    }

    private void add(MatchResult result) {
        Match match = plan.match(result.match());
        TournamentMatch.Builder told = TournamentMatch.newBuilder()
                .setMatch(match.index())
                .setSessionId(result.session())
                .setEnvironment(match.setting().environment())
                .setOptions(Structs.of(match.setting().options()))
                .setSeed(match.seed())
                .setSteps(result.steps());
        List<Integer> seating = match.pairing().seating();
        for (int seat = 0; seat < seating.size(); seat++) {
            told.addSeats(TournamentSeat.newBuilder()
                    .setSeat(match.setting().seats().get(seat).toString())
                    .setEntrant(tournament.entrants().get(seating.get(seat)).name())
                    .setMeanPayoff(
                            Arrays.stream(result.payoffs().get(seat)).average().orElse(Double.NaN))
                    .putAllFaults(result.faults().get(seat)));
        }
        found.addMatches(told);
    }
}
