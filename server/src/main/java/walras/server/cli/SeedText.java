package walras.server.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import walras.env.Problem;
import walras.env.Seed;

/** A seed as it is typed, under the rule that holds on the wire. */
final class SeedText implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Seed.require("--seed", Long.parseLong(text));
        } catch (NumberFormatException none) {
            throw new TypeConversionException(Seed.refused("--seed", text).getMessage());
        } catch (Problem refused) {
            throw new TypeConversionException(refused.getMessage());
        }
    }
}
