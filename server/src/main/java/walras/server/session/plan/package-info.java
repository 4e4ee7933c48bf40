/**
 * What a session is made of: what was asked for, and the checked plan with every default filled in. The economies of its parts
 * are made here, before anything takes memory that grows with B.
 */
@NullMarked
package walras.server.session.plan;

import org.jspecify.annotations.NullMarked;
