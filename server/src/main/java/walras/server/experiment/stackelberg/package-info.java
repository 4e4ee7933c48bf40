/** Published claims of the Stackelberg family: leaders that learn what to commit to against followers that learn to respond. */
@NullMarked
package walras.server.experiment.stackelberg;

import org.jspecify.annotations.NullMarked;
