package walras.env;

import java.util.List;

/** A registered environment: a named, versioned economy before its options are chosen. */
public interface Environment {
    /** Family, name and version, for example {@code auction/chain-v0}. */
    String id();

    /** One sentence. */
    String summary();

    /** The economics in Markdown: state, action, observation, reward, termination. */
    String description();

    /**
     * The model in formulas, and the meaning of each reward, table, certificate and choice: for people, beside what
     * {@link #description} and the specification say.
     */
    Guide guide();

    /** Papers and books, one per element. */
    List<String> sources();

    OptionsSchema options();

    /**
     * Memory that the options ask for; looked at before {@link #economy} builds anything. An environment whose integer
     * options size a table says so here.
     */
    default TableSize tables(Options options) {
        return TableSize.ofArrays(options);
    }

    /**
     * The economy with these options; cheap, immutable, safe to share between threads.
     *
     * @param options resolved by {@link #options()}
     * @throws Problem BAD_OPTION where options contradict one another
     */
    Economy economy(Options options);
}
