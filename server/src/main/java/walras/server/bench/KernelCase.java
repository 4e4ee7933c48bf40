package walras.server.bench;

import java.util.List;
import java.util.function.Supplier;

/**
 * One line of the table.
 *
 * @param name family, kernel and sizes
 * @param unit what is counted, in the plural
 * @param target the rate to reach per second, 0 for none
 * @param cited figures of others for the same thing, which were not measured here
 * @param setUp makes the work; its time does not count
 */
public record KernelCase(String name, String unit, double target, List<Cited> cited, Supplier<Work> setUp) {
    public KernelCase {
        cited = List.copyOf(cited);
    }

    /**
     * A figure from elsewhere.
     *
     * @param source who published it, on what machine
     */
    public record Cited(String source, double perSecond) {}

    public static KernelCase of(String name, String unit, Supplier<Work> setUp) {
        return new KernelCase(name, unit, 0, List.of(), setUp);
    }

    public KernelCase withTarget(double perSecond) {
        return new KernelCase(name, unit, perSecond, cited, setUp);
    }

    public KernelCase citing(String source, double perSecond) {
        return new KernelCase(name, unit, target, List.of(new Cited(source, perSecond)), setUp);
    }
}
