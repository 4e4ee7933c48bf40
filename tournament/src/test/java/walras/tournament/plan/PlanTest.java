package walras.tournament.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import walras.env.Problem;
import walras.env.Registry;
import walras.tournament.file.Tournament;
import walras.tournament.file.TournamentReader;

final class PlanTest {
    private static Tournament tournament(String seats, int entrants, String more) {
        StringBuilder text = new StringBuilder("name: t\nenvironments: [{id: auction/chain-v0}]\nseats: " + seats + "\n"
                + more + "\nseeds: {first: 5, count: 2}\nentrants:\n");
        for (int k = 0; k < entrants; k++) {
            text.append("  - {name: e" + k + ", policy: random}\n");
        }
        return TournamentReader.parse("t.yaml", text.toString(), Path.of("/"), Registry.discover());
    }

    @Test
    void roundRobin_everyPairPlaysEverySeatInEveryWorld() {
        Plan plan = Plan.of(tournament("['bidders[0]', 'bidders[1]']", 3, ""));
        assertEquals(3 * 2 * 2, plan.matches().size());
        for (long seed : new long[] {5, 6}) {
            for (int entrant = 0; entrant < 3; entrant++) {
                for (int seat = 0; seat < 2; seat++) {
                    int who = entrant;
                    int where = seat;
                    assertEquals(
                            2,
                            plan.matches().stream()
                                    .filter(match -> match.seed() == seed
                                            && match.pairing().seating().get(where) == who)
                                    .count());
                }
            }
        }
    }

    @Test
    void roundRobin_fourSeats_everySetInEveryTurn() {
        Plan plan = Plan.of(tournament("['bidders[0]', 'bidders[1]', 'bidders[2]', 'bidders[3]']", 5, ""));
        assertEquals(5 * 4 * 2, plan.matches().size());
        assertEquals(List.of(3, 0, 1, 2), plan.match(1).pairing().seating());
        assertEquals("0+1+2+3", plan.match(1).pairing().table());
    }

    @Test
    void focal_onlyTheFocalSeatCounts() {
        Plan plan = Plan.of(
                tournament("['bidders[0]', 'bidders[1]', 'bidders[2]']", 4, "format: {kind: focal, background: [e3]}"));
        assertEquals(3 * 3 * 2, plan.matches().size());
        assertEquals(List.of(3, 0, 3), plan.match(1).pairing().seating());
        assertEquals(List.of(false, true, false), plan.match(1).pairing().counted());
    }

    // Guards: a count by arithmetic that is not how many there are.
    @Test
    void count_isThatOfThePlan() {
        String two = "['bidders[0]', 'bidders[1]']";
        for (String more : new String[] {
            "",
            "format: {kind: round-robin, rotate: false}",
            "format: {kind: round-robin, self_play: true}",
            "format: {kind: focal, background: [e3]}"
        }) {
            for (int entrants = 4; entrants < 7; entrants++) {
                Tournament tournament = tournament(two, entrants, more);
                assertEquals(Plan.of(tournament).matches().size(), Plan.count(tournament), more);
            }
        }
    }

    @Test
    void roundRobin_fewerEntrantsThanSeats_isRefused() {
        assertThrows(Problem.class, () -> Plan.of(tournament("['bidders[0]', 'bidders[1]']", 1, "")));
    }
}
