document.title = "SHERIN";
