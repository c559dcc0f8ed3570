package dev.lode.base.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;

/// A shared library of the system that may be there or not, and its functions.
///
/// Threads: any. It is loaded once and for the life of the process. Keep handles in static final
/// fields, so that the compiler sees through them. Errors: a library that cannot be loaded has no
/// function; nothing is thrown.
public final class NativeLibrary {
    private final String name;
    private final SymbolLookup symbols;

    private NativeLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /// Finds a library as the system's loader does.
    ///
    /// @param name of its file, version included, such as `liblz4.so.1`
    /// @return the library; one without a function where it cannot be loaded, or where native
    ///   functions cannot be called at all
    @SuppressWarnings("restricted")
    public static NativeLibrary named(String name) {
        if (!Native.available()) {
            return new NativeLibrary(name, _ -> Optional.empty());
        }
        try {
            return new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return new NativeLibrary(name, _ -> Optional.empty());
        }
    }

    /// The name of its file.
    ///
    /// @return as it was asked for
    public String name() {
        return name;
    }

    /// Whether it has functions that may be called.
    ///
    /// @param functions their names
    /// @return true where [#function] returns a handle that works for each of them
    public boolean has(String... functions) {
        for (String function : functions) {
            if (symbols.find(function).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /// A handle on a function.
    ///
    /// @param function its name
    /// @param types what it takes and returns
    /// @param options of the call
    /// @return the handle; where the function is not there, one that must not be called
    @SuppressWarnings("restricted")
    public MethodHandle function(
            String function, FunctionDescriptor types, Linker.Option... options) {
        return symbols.find(function)
                .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, types, options))
                .orElse(MethodHandles.zero(void.class));
    }
}
