package walras.tournament.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import walras.server.report.ProgressLine;
import walras.tournament.file.Tournament;
import walras.tournament.plan.Match;
import walras.tournament.plan.Plan;
import walras.tournament.play.MatchReplay;
import walras.tournament.play.Outcomes;
import walras.tournament.rating.Ledger;
import walras.tournament.rating.ResultFiles;
import walras.tournament.rating.Scoring;
import walras.tournament.store.MatchResult;
import walras.tournament.store.Store;

/** Holds everything that is said of a tournament against its logs. */
@Command(
        name = "verify",
        description =
                "Plays every log again, and compares every turn, every payoff, and results.json; exits 1 where one differs.",
        mixinStandardHelpOptions = true)
final class VerifyTournament implements Callable<Integer> {
    /** Faults that the log tells; the others are the processes'. */
    private static final List<String> LOGGED = List.of("late", "illegal", "forfeit");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Place place = new Place();

    @Override
    public Integer call() throws IOException {
        Tournament tournament = place.tournament();
        Plan plan = Plan.of(tournament);
        List<String> wrong = new ArrayList<>();
        List<MatchResult> all = new ArrayList<>();
        try (Store store = place.oldStore(tournament);
                ProgressLine progress = ProgressLine.standard("verify")) {
            store.each(all::add);
            for (int k = 0; k < all.size(); k++) {
                check(tournament, plan.match(all.get(k).match()), all.get(k)).ifPresent(wrong::add);
                progress.update(k + 1L, all.size(), "");
            }
        }
        Ledger ledger = new Ledger(tournament, plan);
        all.forEach(ledger::add);
        Path results = place.out().resolve("results.json");
        if (!Files.exists(results)) {
            wrong.add("results.json is not there: ./walras tournament report writes it");
        } else if (!Files.readString(results).equals(ResultFiles.json(Scoring.of(ledger.end())))) {
            wrong.add("results.json is not what the matches come to");
        }
        PrintWriter out = spec.commandLine().getOut();
        wrong.forEach(line -> out.println("wrong: " + line));
        out.println(all.size() + " of " + plan.matches().size() + " matches played, " + wrong.size() + " things wrong");
        return wrong.isEmpty() && all.size() == plan.matches().size() ? 0 : 1;
    }

    private Optional<String> check(Tournament tournament, Match match, MatchResult stored) {
        String which = "match " + match.index() + " (" + stored.log() + "): ";
        Optional<Path> log = place.log(stored.log());
        if (log.isEmpty()) {
            return Optional.of(which + "its log is not there");
        }
        try {
            MatchReplay.Outcome outcome = MatchReplay.of(place.registry(), log.get(), match, MatchReplay.Viewer.NONE);
            MatchResult again =
                    Outcomes.result(match, stored.session(), stored.log(), outcome, processFaults(stored), tournament);
            boolean same = again.steps() == stored.steps()
                    && again.metrics().equals(stored.metrics())
                    && again.faults().equals(stored.faults())
                    && again.payoffs().size() == stored.payoffs().size();
            for (int seat = 0; same && seat < again.payoffs().size(); seat++) {
                same = Arrays.equals(again.payoffs().get(seat), stored.payoffs().get(seat));
            }
            return same ? Optional.empty() : Optional.of(which + "the log comes to something else than the store has");
        } catch (IOException differs) {
            return Optional.of(which + differs.getMessage());
        }
    }

    private static List<Map<String, Integer>> processFaults(MatchResult stored) {
        List<Map<String, Integer>> faults = new ArrayList<>();
        for (Map<String, Integer> seat : stored.faults()) {
            Map<String, Integer> own = new TreeMap<>(seat);
            own.keySet().removeAll(LOGGED);
            faults.add(own);
        }
        return faults;
    }
}
