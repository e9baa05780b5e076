/**
 * Foreign weights become model directories: flavours are recognised, names mapped, sizes inferred.
 */
@NullMarked
package io.beitstream.model.conversion;

import org.jspecify.annotations.NullMarked;
