package walras.env.exchange;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers the exchange family; named in META-INF/services. */
public final class ExchangeProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new StaticEnvironment(), new MarkovEnvironment());
    }
}
