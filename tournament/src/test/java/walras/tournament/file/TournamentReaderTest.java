package walras.tournament.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import walras.env.Problem;
import walras.env.Registry;

final class TournamentReaderTest {
    private static final Registry REGISTRY = Registry.discover();
    private static final String FILE =
            """
            name: bidders
            environments:
              - {id: auction/chain-v0, options: {copies: 1}, sweep: {discount: [0.9, 0.99]}, rows: 4, episodes: 2}
            seats: ["bidders[0]", "bidders[1]"]
            entrants:
              - {name: truth, policy: truthful}
              - {name: coin, policy: 'value-learning:{"learning_rate": 0.1}'}
              - {name: gopher, command: [./bots/gopher], language: go}
              - {name: boxed, image: localhost/bot:1}
              - {name: guest}
            format: {kind: round-robin}
            seeds: [1, 2, 3]
            limits: {move_millis: 200, bank_millis: 5000, memory_mib: 512, lapses: 3}
            """;

    private static Tournament parse(String text) {
        return TournamentReader.parse("t.yaml", text, Path.of("/"), REGISTRY);
    }

    @Test
    void file_withEverything_isRead() {
        Tournament tournament = parse(FILE);
        assertEquals(2, tournament.settings().size());
        assertEquals(0.99, tournament.settings().get(1).options().get("discount"));
        assertEquals(
                new SeatName("bidders", 1), tournament.settings().get(0).seats().get(1));
        assertTrue(tournament.entrants().get(4).guest());
        assertEquals(512, tournament.limits().memoryMib());
        assertEquals(java.util.List.of(1L, 2L, 3L), tournament.seeds());
    }

    // Each line guards one kind of mistake: where it is, and the word that was meant.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: bidders | name: [ | t.yaml:3:3 |",
                "environments: | enviroments: | t.yaml:2:1: enviroments | did you mean environments?",
                "auction/chain-v0 | auction/chian-v0 | t.yaml:3:6: environments[0].id | did you mean auction/chain-v0?",
                "copies: | copys: | environments[0].options | did you mean copies?",
                "rows: 4 | rows: many | t.yaml:3:82: environments[0].rows | type integer",
                "rows: 4 | rows: 0 | environments[0].rows | at least 1",
                "discount: [0.9, 0.99] | discount: [2] | environments[0].options | discount",
                "bidders[1] | bidder[1] | t.yaml:4:23: seats[1] | did you mean bidders?",
                "bidders[1] | bidders[2] | seats[1] | 0 to 1",
                "bidders[1] | bidders | seats[1] | no other seat",
                "name: bidders | name: \"bidders\\n\" | t.yaml:1:1: name | a text like ^[A-Za-z0-9]",
                "name: guest | name: \"guest\\n\" | entrants[4].name | a text like ^[A-Za-z0-9]",
                "policy: truthful | polcy: truthful | t.yaml:6:19: entrants[0].polcy | did you mean policy?",
                "policy: truthful | policy: truthfull | t.yaml:6:19: entrants[0].policy | did you mean truthful?",
                "learning_rate | lerning_rate | entrants[1].policy | did you mean learning_rate?",
                "name: boxed | name: truth | entrants[3].name | name of its own",
                "name: guest | name: guest, image: a, policy: random | entrants[4] | one of policy",
                "round-robin | round-robbin | t.yaml:11:10: format.kind | did you mean round-robin?",
                "seeds: [1, 2, 3] | seeds: {count: 0} | t.yaml:12:9: seeds.count | at least 1",
                "seeds: [1, 2, 3] | seeds: [1, 1] | t.yaml:12:1: seeds | every element once",
                "seeds: [1, 2, 3] | sed: [1] | sed | did you mean seeds?",
                "seeds: [1, 2, 3] | seeds: {first: 9007199254740990, count: 3} | t.yaml:12:34: seeds.count | did you mean 2?",
                "discount: [0.9, 0.99] | discount: [0.9, 0.99, 0.90] | sweep.discount[2] | every value once",
                "name: guest | name: \"guest\\n\" | entrants[4].name | a text like",
                "name: guest | name: guest, text: true | environments[0].rows | plays in words",
                "policy: truthful | policy: truthful, text: true | entrants[0].text | reads no words",
                "lapses: 3 | laps: 3 | limits.laps | did you mean lapses?",
            })
    void file_withAMistake_isNamedWithItsPlace(String right, String wrong, String place, String words) {
        assertTrue(FILE.contains(right), right);
        Problem problem = assertThrows(Problem.class, () -> parse(FILE.replace(right, wrong)));
        String message = String.valueOf(problem.getMessage());
        assertTrue(message.contains(place), message);
        assertTrue(words == null || message.contains(words), message);
        assertEquals(true, problem.kind() == Problem.Kind.INVALID || problem.kind() == Problem.Kind.NOT_FOUND);
    }

    @Test
    void file_ofAliasesOfAliases_isRefused() {
        // A billion laughs: nine lines that would fill the memory.
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int k = 1; k < 40; k++) {
            bomb.append("a" + k + ": &a" + k + " [*a" + (k - 1) + ", *a" + (k - 1) + "]\n");
        }
        assertThrows(Problem.class, () -> parse(bomb.toString()));
    }
}
