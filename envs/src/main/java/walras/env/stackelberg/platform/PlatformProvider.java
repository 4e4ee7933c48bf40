package walras.env.stackelberg.platform;

import java.util.List;
import walras.env.Environment;
import walras.env.EnvironmentProvider;

/** Registers {@code stackelberg/pricing-platform-v0}; named in META-INF/services. */
public final class PlatformProvider implements EnvironmentProvider {
    @Override
    public List<Environment> environments() {
        return List.of(new PlatformEnvironment());
    }
}
