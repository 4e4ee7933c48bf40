package walras.env.stackelberg.newsvendor;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code stackelberg/newsvendor-v0}; named in META-INF/services. */
public final class NewsvendorProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new NewsvendorEnvironment());
    }
}
