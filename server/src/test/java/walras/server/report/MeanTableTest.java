package walras.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MeanTableTest {
    // Guards papers: LaTeX sets 1.8e+02 as a product, and a mean has no digits below its interval's.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "215.98 | 35.98 | 395.98 | 216 \\pm 180",
                "54.32 | 34.32 | 74.32 | 54 \\pm 20",
                "0.571661 | 0.385583 | 0.757739 | 0.57 \\pm 0.19",
                "-88.3205 | -265.8205 | 89.1795 | -88 \\pm 180",
                "0.77007612 | 0.77007612 | 0.7700761200000001 | 0.77008",
                "500 | NaN | NaN | 500",
                "0 | 0 | 0 | 0",
                "123456 | NaN | NaN | 123460",
                "123456789 | 123446789 | 123466789 | (1.23457 \\pm 0.00010) \\times 10^{8}",
                "0.000012 | NaN | NaN | 1.2 \\times 10^{-5}",
                "NaN | NaN | NaN | --"
            })
    void latex_number_readsAsInAPaper(double mean, double low, double high, String shown) {
        MeanTable table = new MeanTable(
                List.of(), List.of(List.of()), List.of("x"), List.of(List.of(new Interval(mean, low, high))));
        String cell = shown.equals("--") ? shown : "$" + shown + "$";
        assertEquals(cell + " \\\\", table.latex().lines().toList().get(5));
    }
}
