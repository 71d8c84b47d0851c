"use strict";

// Begins the interactive reference on the element that says which document it shows.
(() => {
  const place = document.getElementById("reference");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();

  const reference = SwaggerUIBundle({
    domNode: place,
    url: place.dataset.document,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    // It would send the document to a service on the internet.
    validatorUrl: null,
    // The control wants it of every POST, with a body or without.
    requestInterceptor: (request) => {
      if (request.method === "POST") request.headers["Content-Type"] ??= "application/json";
      return request;
    },
    onComplete: () => {
      const schemes = reference.specSelectors.securityDefinitions();
      schemes?.forEach((_, name) => reference.preauthorizeApiKey(name, place.dataset.apiKey));
    },
  });
})();
