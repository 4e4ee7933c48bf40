package walras.env.stackelberg.bandit;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code stackelberg/bandit-v0}; named in META-INF/services. */
public final class BanditProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new BanditEnvironment());
    }
}
