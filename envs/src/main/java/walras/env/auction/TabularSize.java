package walras.env.auction;

import walras.env.NumberArray;
import walras.env.Options;
import walras.env.TableSize;

/** How much memory a tabular world takes, from its options alone. */
final class TabularSize {
    private static final long OUTCOME_BYTES = 20; // next state, chance, cumulated chance
    private static final long PAIR_BYTES = 96; // rewards, next states, values of the oracles, bids
    private static final long STATE_BYTES = 64;
    private static final long LEARNED_BYTES = 72; // of a bidder in a state: centre, spread, value, moments

    private static final int FEW = 16; // more than the worlds have whose options do not say

    private TabularSize() {}

    static TableSize of(Options options) {
        long states = states(options);
        long primitives = primitives(options);
        long pairs = states * primitives;
        boolean random = options.has("branching");
        long outcomes = random ? pairs * options.integer("branching") : pairs;
        long bidders = primitives * options.integer("copies");
        return TableSize.ofArrays(options)
                .plus(
                        outcomes * OUTCOME_BYTES + pairs * PAIR_BYTES + states * STATE_BYTES,
                        2 * outcomes * OUTCOME_BYTES)
                .perRow(bidders * Long.BYTES, states * bidders * LEARNED_BYTES);
    }

    private static long states(Options options) {
        if (options.has("transitions")) {
            return options.array("transitions")
                    .map(NumberArray::shape)
                    .orElseThrow()
                    .get(0);
        } else if (options.has("width")) {
            return (long) options.integer("width") * options.integer("height");
        } else if (options.has("length")) {
            return 2L * (options.integer("length") + 1);
        }
        return options.has("states") ? options.integer("states") : FEW;
    }

    private static long primitives(Options options) {
        if (options.has("transitions")) {
            return options.array("transitions")
                    .map(NumberArray::shape)
                    .orElseThrow()
                    .get(1);
        } else if (options.has("length")) {
            return 2L * options.integer("length");
        }
        return options.has("primitives") ? options.integer("primitives") : FEW;
    }
}
