package walras.tournament.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import walras.env.Problem;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Plan;
import walras.tournament.rating.Ledger;
import walras.tournament.rating.ResultFiles;
import walras.tournament.rating.Results;
import walras.tournament.rating.Scoring;
import walras.tournament.store.Store;
import walras.v1.GetStandingsResponse;
import walras.v1.ListMatchesRequest;
import walras.v1.ListMatchesResponse;
import walras.v1.Standing;

/** A tournament's standings, computed when a caller asks, and not again within some seconds or while nothing new was played. */
final class Standings {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Tournament tournament;
    private final Plan plan;
    private final Path folder;

    // Guarded by this.
    private @Nullable GetStandingsResponse last;
    private int lastPlayed = -1;
    private long lastNanos;

    Standings(Tournament tournament, Plan plan, Path folder) {
        this.tournament = tournament;
        this.plan = plan;
        this.folder = folder;
    }

    /**
     * The standings, without the tournament itself.
     *
     * @param played matches that are over
     * @param running false when no more will be
     * @throws Problem if nothing was played yet
     */
    synchronized GetStandingsResponse of(int played, boolean running) {
        boolean fresh = played == lastPlayed || (running && System.nanoTime() - lastNanos < FRESH_NANOS);
        if (last != null && fresh) {
            return last;
        } else if (played == 0) {
            throw Problem.precondition("BUSY", "standings", "a tournament of which a match was played", "none yet");
        }
        GetStandingsResponse computed = compute();
        last = computed;
        lastPlayed = played;
        lastNanos = System.nanoTime();
        return computed;
    }

    /** The matches that are over. */
    ListMatchesResponse matches(ListMatchesRequest request) {
        return PlayedMatches.of(tournament, plan, folder, request);
    }

    private GetStandingsResponse compute() {
        Ledger ledger = new Ledger(tournament, plan);
        try (Store store = Store.open(folder.resolve(Records.STORE))) {
            store.each(ledger::add);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Results results = Scoring.of(ledger.end());
        GetStandingsResponse.Builder response =
                GetStandingsResponse.newBuilder().setResultsJson(ResultFiles.json(results));
        for (int i : results.standings()) {
            response.addStandings(standing(results.entrants().get(i)));
        }
        return response.build();
    }

    private static Standing standing(Results.Standing entrant) {
        return Standing.newBuilder()
                .setEntrant(entrant.name())
                .setRank(entrant.rank())
                .setRankLow(entrant.rankLow())
                .setRankHigh(entrant.rankHigh())
                .setMeanPayoff(entrant.meanPayoff())
                .setMeanPayoffSe(entrant.meanPayoffSe())
                .setRating(entrant.rating())
                .setRatingLow(entrant.ratingLow())
                .setRatingHigh(entrant.ratingHigh())
                .setMatches(entrant.matches())
                .putAllFaults(entrant.faults())
                .build();
    }
}
