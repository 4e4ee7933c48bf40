package walras.env.conformance;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code conformance-v0}; named in META-INF/services. */
public final class ConformanceProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new ConformanceEnvironment());
    }
}
