/** SigLIP and SigLIP 2 of one resolution (Zhai et al., 2023; Tschannen et al., 2025). */
@NullMarked
package io.beitstream.model.siglip;

import org.jspecify.annotations.NullMarked;
