package walras.env;

/**
 * One named tensor of an agent.
 *
 * @param name unique within its group and direction; lower-case words joined by underscores
 * @param space values of one agent
 * @param unit "" where there is none
 * @param sentence what it is
 */
public record TensorSpec(String name, Space space, String unit, String sentence) {}
