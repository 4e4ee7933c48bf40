package walras.server.cli;

import picocli.CommandLine.ITypeConverter;
import walras.env.Problem;
import walras.env.Seed;

/** A seed as it is typed, under the rule that holds on the wire. */
final class SeedText implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Seed.require("--seed", Long.parseLong(text));
        } catch (NumberFormatException none) {
            throw Problem.request("--seed", "a whole number from 0 to 9223372036854775807", text);
        }
    }
}
