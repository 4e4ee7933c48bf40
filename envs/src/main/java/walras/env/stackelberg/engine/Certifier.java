package walras.env.stackelberg.engine;

import walras.env.Tensors;
import walras.env.stackelberg.response.Certificate;
import walras.env.stackelberg.response.Extraction;
import walras.env.stackelberg.response.FollowerPopulation;
import walras.env.stackelberg.response.InducedGame;

/** Exact numbers about a commitment and the followers' frozen play: the leader's value and gaps. */
final class Certifier {
    private static final Extraction[] ORDER = {Extraction.LAST_MIXED, Extraction.ARGMAX, Extraction.AVERAGE};

    private final BaseGame game;
    private final EpisodeRules rules;
    private final OuterState state;
    private final Commitment commitment;
    private final Followers followers;
    private final FollowerPopulation population;
    private final boolean wanted;
    private final ThreadLocal<Room> rooms;

    /** One thread's working memory. */
    private static final class Room {
        final InducedGame lower; // [1, n, P, J]
        final InducedGame upper; // [1, n, P, J]
        final Certificate certificate;
        final double[] outcome; // [n + 1]
        final double[] strategy; // [P, J]

        Room(BaseGame game, FollowerPopulation population) {
            certificate = new Certificate(population);
            lower = InducedGame.allocate(game.shape(), 1);
            upper = InducedGame.allocate(game.shape(), 1);
            outcome = new double[game.shape().followers() + 1];
            strategy = new double[game.shape().profiles() * game.shape().joints()];
        }
    }

    Certifier(OuterEconomy economy, OuterState state, Commitment commitment, Followers followers, Tensors tensors) {
        game = economy.game();
        rules = economy.rules();
        population = economy.population();
        this.state = state;
        this.commitment = commitment;
        this.followers = followers;
        wanted = OuterEconomy.CERTIFICATES.stream().anyMatch(tensors::wants);
        rooms = ThreadLocal.withInitial(() -> new Room(game, population));
    }

    private Room induce(int row) {
        Room room = rooms.get();
        commitment.induce(row, OuterState.RESPONSE, room.lower, room.upper, room.outcome);
        return room;
    }

    /** A (profile, joint action) that meets an information set without an answer, or -1. */
    int unknown(int row) {
        Room room = rooms.get();
        return commitment.induce(row, OuterState.RESPONSE, room.lower, room.upper, room.outcome);
    }

    /** Freezes certified play; see {@link FrozenPlay#CERTIFIED}. All answers are known. */
    void certify(int row, long key, FollowerPopulation.Scratch scratch) {
        Room room = induce(row);
        double smallest = best(row, room, scratch, Double.POSITIVE_INFINITY);
        int learnt = 0;
        // Looking costs as much as many updates do, so it is done at 1, 2, 4, ...
        for (int look = 1; smallest > FrozenPlay.ACCEPTED_GAP && learnt < FrozenPlay.EXTRA_UPDATES; look *= 2) {
            int until = Math.min(look, FrozenPlay.EXTRA_UPDATES);
            for (; learnt < until; learnt++) {
                population.play(state.followers, row, room.lower, 0, scratch, key);
            }
            smallest = best(row, room, scratch, smallest);
        }
    }

    /** Keeps the first certified play of the present memory, else whatever has a smaller gap than the smallest so far. */
    private double best(int row, Room room, FollowerPopulation.Scratch scratch, double smallestSoFar) {
        double smallest = smallestSoFar;
        for (Extraction extraction : ORDER) {
            followers.freeze(row, extraction, room.strategy, 0, scratch);
            double gap = room.certificate.gap(room.lower, 0, room.strategy, 0);
            if (gap < smallest) {
                smallest = gap;
                System.arraycopy(room.strategy, 0, state.strategy, row * room.strategy.length, room.strategy.length);
            }
            if (smallest <= FrozenPlay.ACCEPTED_GAP) {
                break;
            }
        }
        return smallest;
    }

    /** Writes the leader's value, the gap of the frozen play and that of the argmax, where somebody asked. */
    void measure(int row, FollowerPopulation.Scratch scratch) {
        if (!wanted) {
            return;
        }
        Room room = induce(row);
        int at = row * room.strategy.length;
        state.certificate[row * 3 + 1] = room.certificate.gap(room.lower, room.upper, 0, state.strategy, at);
        followers.freeze(row, Extraction.ARGMAX, room.strategy, 0, scratch);
        state.certificate[row * 3 + 2] = room.certificate.gap(room.lower, room.upper, 0, room.strategy, 0);
        if (rules.phaseVisible()) {
            commitment.induce(row, OuterState.REWARD, room.lower, room.upper, room.outcome);
        }
        state.certificate[row * 3] = room.certificate.leaderValue(room.lower, 0, state.strategy, at);
    }
}
