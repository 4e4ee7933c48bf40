package walras.env.counter;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code counter-v0}; named in META-INF/services. */
public final class CounterProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new CounterEnvironment());
    }
}
