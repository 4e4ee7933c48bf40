package walras.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionIndexTest {
    @ParameterizedTest
    @CsvSource({"-1, 0", "3, 2", "1.4, 1", "1e300, 2", "-Infinity, 0", "NaN, 0"})
    void of_noPlace_namesTheNearest(double value, String nearest) {
        Problem refused = assertThrows(Problem.class, () -> OptionIndex.of("start", "a state", value, 3));
        assertEquals("option start", refused.where());
        assertEquals("a state, an integer in [0, 2]", refused.expected());
        assertEquals(nearest, refused.nearest());
    }

    @Test
    void of_aPlace_isIt() {
        assertEquals(2, OptionIndex.of("start", "a state", 2, 3));
        assertEquals(0, OptionIndex.of("start", "a state", -0.0, 3));
    }
}
