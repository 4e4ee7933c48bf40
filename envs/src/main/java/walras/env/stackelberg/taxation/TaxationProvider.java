package walras.env.stackelberg.taxation;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code stackelberg/taxation-v0}; named in META-INF/services. */
public final class TaxationProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new TaxationEnvironment());
    }
}
