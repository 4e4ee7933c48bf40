package walras.env.auction.sealed;

import java.util.Arrays;
import java.util.List;

/** How values come from signals. */
enum Dependence {
    /** v_i = s_i. */
    PRIVATE("private"),
    /** v_i = s_i + gamma times the mean of the others' signals. */
    INTERDEPENDENT("interdependent"),
    /** v_i is the mean of all signals. */
    AVERAGE("average"),
    /** All have the value V, uniform; s_i is uniform on [V - noise, V + noise]. */
    MINERAL_RIGHTS("mineral-rights");

    private final String word;

    Dependence(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Dependence::word).toList();
    }

    static Dependence of(String word) {
        return values()[words().indexOf(word)];
    }
}
