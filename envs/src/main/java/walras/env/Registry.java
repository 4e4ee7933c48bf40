package walras.env;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** All environments there are, by id. */
public final class Registry {
    private final List<Environment> environments;

    private Registry(List<Environment> environments) {
        this.environments = environments;
    }

    /** Whatever {@link ServiceLoader} finds on the class path. */
    public static Registry discover() {
        List<Environment> all = new ArrayList<>();
        ServiceLoader.load(EnvironmentProvider.class).forEach(provider -> all.addAll(provider.environments()));
        return of(all);
    }

    /** These environments, sorted by id. */
    public static Registry of(List<Environment> all) {
        List<Environment> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing(Environment::id));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).id().equals(sorted.get(i - 1).id())) {
                throw new IllegalStateException(
                        "two environments are called " + sorted.get(i).id());
            }
        }
        return new Registry(List.copyOf(sorted));
    }

    public List<Environment> environments() {
        return environments;
    }

    /**
     * The environment of that id.
     *
     * @throws Problem UNKNOWN_ENVIRONMENT with the nearest id
     */
    public Environment find(String id) {
        return Nearest.find("environment", id, environments, Environment::id);
    }
}
